BEGIN TRANSACTION;
CREATE TABLE annotations (
	"key" INTEGER NOT NULL, 
	article INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	layer TEXT NOT NULL, 
	label TEXT NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	text TEXT DEFAULT '' NOT NULL, 
	roles TEXT DEFAULT '{}' NOT NULL, 
	attributes TEXT DEFAULT '{}' NOT NULL, 
	rank INTEGER, 
	target TEXT DEFAULT '' NOT NULL, 
	verdict TEXT NOT NULL, 
	annotator TEXT NOT NULL, 
	at TEXT NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	flag INTEGER DEFAULT '0' NOT NULL, 
	suggestion TEXT, 
	PRIMARY KEY ("key"), 
	UNIQUE (article, id), 
	FOREIGN KEY(article) REFERENCES articles (number), 
	FOREIGN KEY(article, suggestion) REFERENCES suggestions (article, id)
)
 STRICT

;
INSERT INTO "annotations" VALUES(1,1,'a-v1','entity','GPE',46,54,'Valdorie','{}','{}',NULL,'','accepted','alice','2026-11-22T06:37:30.436Z','',0,'v1');
INSERT INTO "annotations" VALUES(2,1,'a-u1','entity','ORG',288,293,'Union','{}','{}',NULL,'','rejected','alice','2026-11-22T06:37:30.436Z','',0,'u1');
CREATE TABLE annotators (
	name TEXT NOT NULL, 
	done INTEGER DEFAULT '0' NOT NULL, 
	skipped INTEGER DEFAULT '0' NOT NULL, 
	started INTEGER DEFAULT '0' NOT NULL, 
	place_article INTEGER, 
	place_row TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (name)
)
 STRICT

;
INSERT INTO "annotators" VALUES('alice',1,0,1,2,'');
CREATE TABLE articles (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	digest BLOB NOT NULL, 
	title TEXT NOT NULL, 
	date TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	length INTEGER DEFAULT '0' NOT NULL, 
	meta TEXT DEFAULT '{}' NOT NULL, 
	hidden TEXT DEFAULT '[]' NOT NULL, 
	suggested TEXT DEFAULT '' NOT NULL, 
	suggestions INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id), 
	UNIQUE (digest)
)
 STRICT

;
INSERT INTO "articles" VALUES(1,'valdorie',X'D62C5E813E90F28F6A378C4A8DAD4E4A97D3C6145CC161EA1E95FCA62E2645F0','LA VALDORIE SALUE L’ACCORD DE PORT-SELVIN','2026-03-04','valdorie la valdorie salue l’accord de port-selvin',537,'{"date":"2026-03-04","language":"fr"}','[]','import',22);
INSERT INTO "articles" VALUES(2,'port-2',X'D3F1CE6EA7249F37EDE0EC6B6B63AB21FE714CFB58EC6AC0CA82FDCC9D8C870D','Le port numéro 2 de la Mornésie.','2026-03-04','port-2 le port numero 2 de la mornesie.',63,'{"date":"2026-03-04","language":"fr"}','[]','import',2);
INSERT INTO "articles" VALUES(3,'port-3',X'2B09C35EEDE1F76118E46BE6D165E510A0A61D9DFB62D065DD71AB215D4D6C62','Le port numéro 3 de la Mornésie.','2026-03-04','port-3 le port numero 3 de la mornesie.',63,'{"date":"2026-03-04","language":"fr"}','[]','import',2);
INSERT INTO "articles" VALUES(4,'port-4',X'8B4FCD07E243A39F01B584D31DB6DF427833111B3A4AB6F5B1A09F14DC3DBF77','Le port numéro 4 de la Mornésie.','2026-03-04','port-4 le port numero 4 de la mornesie.',63,'{"date":"2026-03-04","language":"fr"}','[]','import',2);
CREATE TABLE entries (
	"key" INTEGER NOT NULL, 
	list TEXT NOT NULL, 
	entry TEXT NOT NULL, 
	uses INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (list, entry)
)
 STRICT

;
CREATE TABLE log (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uuid TEXT NOT NULL, 
	annotator TEXT NOT NULL, 
	article INTEGER DEFAULT '0' NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	seconds REAL DEFAULT '0' NOT NULL, 
	place TEXT DEFAULT '' NOT NULL, 
	changes TEXT NOT NULL, 
	reverts INTEGER, 
	below INTEGER, 
	undo_next INTEGER, 
	redo_next INTEGER, 
	FOREIGN KEY(article) REFERENCES articles (number), 
	FOREIGN KEY(reverts) REFERENCES log (seq), 
	UNIQUE (uuid)
)
 STRICT

;
INSERT INTO "log" VALUES(1,'e7cbf7bf9f6541bd9f763bb7510e1e7a','alice',1,'2026-11-22T06:37:30.436Z','add',2.25,'','[{"annotation":[null,{"id":"a-v1","layer":"entity","label":"GPE","start":46,"end":54,"text":"Valdorie","verdict":"accepted","by":"alice","at":"2026-11-22T06:37:30.436Z","from":{"id":"v1","source":"rules:test","score":0.9}}]},{"annotation":[null,{"id":"a-u1","layer":"entity","label":"ORG","start":288,"end":293,"text":"Union","verdict":"rejected","by":"alice","at":"2026-11-22T06:37:30.436Z","from":{"id":"u1","source":"rules:test","score":0.5}}]}]',NULL,NULL,NULL,NULL);
INSERT INTO "log" VALUES(2,'bd8d8b4064904d169f90983728249a8e','alice',2,'2026-11-22T06:37:30.444Z','finish',1.5,'','[{"work":[{"status":"todo","seconds":0.0},{"status":"done","seconds":0.0}]}]',NULL,1,NULL,NULL);
CREATE TABLE project (
	one INTEGER NOT NULL CHECK (one = 1), 
	size INTEGER DEFAULT '0' NOT NULL, 
	created TEXT NOT NULL, 
	importer TEXT DEFAULT '' NOT NULL, 
	import_until REAL DEFAULT '0' NOT NULL, 
	PRIMARY KEY (one)
)
 STRICT

;
INSERT INTO "project" VALUES(1,4,'2026-11-22T06:37:30.408Z','',0.0);
CREATE TABLE schemes (
	number INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	source TEXT NOT NULL, 
	lists TEXT DEFAULT '{}' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (hash)
)
 STRICT

;
INSERT INTO "schemes" VALUES(1,'e9f6f20231d767443a50aeb6b809acb22b0df559cce83abeb9fea55d54c1d5d0','2026-11-22T06:37:30.409Z','# postil: diplomatic news. Who is named, what happened, who is for or against what.
#
# Edit this file by hand: change titles and help, add or take out labels, set colours and keys. It is checked on
# loading; `postil scheme check postil.yaml` says what it finds. Help is shown at the cursor while annotating.
# The guidelines of your project, with the cases that you decided, belong in guidelines.md.

scheme: diplomacy
language: fr

# What stances are about. Add your own here (one "- …" on each line), or type a new one on the screen:
# targets:
#   - l''accord de pêche
#   - les sanctions contre la Mornésie
targets: [l’accord de pêche, le blocus de Port-Selvin]

layers:

  # Labelled ranges. Flat by preference: take the longest name ("Conseil de sécurité des Nations unies" is one ORG).
  entity:
    kind: spans
    title: Entities
    help: >-
      Names and dates as they stand in the text, without article, title or preposition. Take the longest name of an
      institution as one; mark every mention, short forms too.
    overlap: true
    labels:
      PER:
        title: Person
        help: >-
          A person''s name, without title or function: « M. [Brell] », « la ministre [Hélène Kervadec] ».
          Not the function alone (« le président »), not a people (NORP).
        color: blue
      ORG:
        title: Organisation
        help: >-
          Institutions (« [Otan] », « [Union européenne] »), media, companies, parties, armed groups; also a seat of
          power that acts: « le [Kremlin] a démenti ». Not a capital that acts (« Washington a accusé » is GPE).
        color: yellow
      GPE:
        title: Country or city
        help: >-
          Countries, cities and regions that have a government, also when they act: « [Moscou] a opposé son veto ».
          Not the adjective (« russe »), not the inhabitants (NORP).
        color: green
      LOC:
        title: Other place
        help: >-
          Seas, rivers, mountains, streets, continents, parts of the world: « golfe de Guinée », « Asie du Nord-Est »,
          « péninsule coréenne ». Not a place with a government (GPE).
        color: teal
      DATE:
        title: Date
        help: >-
          A point in time, absolute or seen from the article: « 15 août 2022 », « lundi », « semaine dernière »,
          « hier », « 1950-1953 ». Without article or preposition; not durations (« trois semaines », « 16 mois »).
        color: purple
      NORP:
        title: People
        help: >-
          A nation or group as capitalised noun: « les [Américains] », « des [Kurdes] ». Not the adjective
          (« américain »), not a party with its own name (ORG).
        color: orange
      EVENT:
        title: Named event
        help: >-
          An event with a name of its own: « [Seconde Guerre mondiale] », « [Jeux olympiques] ». Not what is only
          described (« la guerre », « le sommet »): that may be a trigger in the layer of events.
        color: pink
      MISC:
        title: Other name
        help: >-
          Laws, treaties, works, products, ships: « [Charte des Nations unies] », « le chalutier [Belle-Étoile] ».
          Only when no other label fits.
        color: grey

  # Events: a trigger, who does it to whom, where and when. The sixteen types are those of PLOVER 2.0 (the Political
  # Language Ontology for Verifiable Event Records, github.com/openeventdata/PLOVER), described here in our own words.
  event:
    kind: frames
    title: Events
    help: >-
      Mark as trigger the shortest words that name the event: the verb without its auxiliary (« a [accusé] »), and with
      an empty verb the noun (« a apporté son [soutien] », « a opposé son [veto] »). One frame for each event, even if
      it is told twice in one paragraph.
    labels:
      AGREE:
        title: Agrees, promises
        help: >-
          Says that it will cooperate, help or yield: promettre, s''engager à, jurer, convenir de, accepter une
          rencontre. Not cooperation that takes place already (COOPERATE), not praise (SUPPORT).
        color: green
      CONSULT:
        title: Meets, talks
        help: >-
          Visits, meetings, summits, calls, letters: rencontrer, se rendre à, s''entretenir, sommet, échanger, recevoir.
          A visitor is the actor and the host the recipient; in a mutual meeting all are actors.
        color: teal
      SUPPORT:
        title: Supports in words
        help: >-
          Backs, praises, thanks, recognises, signs: soutenir, saluer, se féliciter de, défendre, reconnaître, signer,
          ratifier. Not money, arms or goods (AID).
        color: green
      CONCEDE:
        title: Gives way in words
        help: >-
          Admits, apologises, pardons, announces that it will give way: s''excuser, reconnaître une faute, gracier,
          assouplir, lever l''état d''urgence. Not the withdrawal itself (RETREAT).
        color: cyan
      COOPERATE:
        title: Works together
        help: >-
          Both sides do something together: coopérer, exercices conjoints, échanges commerciaux, partager des
          renseignements. Not one-way help (AID), not a promise to do so (AGREE).
        color: blue
      AID:
        title: Gives help
        help: >-
          Money, food, arms, training, asylum that go one way: livrer, fournir, financer, envoyer une aide, accueillir
          des réfugiés. Not words of support (SUPPORT), not trade (COOPERATE).
        color: blue
      RETREAT:
        title: Gives way in deed
        help: >-
          Withdraws, releases, ceases fire, hands over, resigns: se retirer, libérer, cessez-le-feu, restituer, lever
          un blocus, démissionner. Not the announcement alone (CONCEDE).
        color: cyan
      REQUEST:
        title: Asks, demands
        help: >-
          Asks for something or orders it: demander, exiger, appeler à, réclamer, exhorter, chercher à obtenir. Not a
          demand under threat (THREATEN).
        color: yellow
      ACCUSE:
        title: Accuses, disapproves
        help: >-
          Blames in words, or opens an inquiry: accuser, condamner, dénoncer, critiquer, reprocher, déplorer, enquêter.
          What somebody is accused of is an event of its own, modality alleged.
        color: orange
      REJECT:
        title: Refuses, denies
        help: >-
          Says no to a proposal, a demand or a charge: refuser, rejeter, opposer son veto, démentir, exclure de
          négocier. Not reproach without a refusal (ACCUSE).
        color: orange
      THREATEN:
        title: Threatens
        help: >-
          Announces harm if the other does not comply: menacer, avertir que, ultimatum, mettre en garde. Not the harm
          itself (SANCTION, MOBILIZE, ASSAULT).
        color: magenta
      PROTEST:
        title: Protests
        help: >-
          Civilians act together against something: manifester, grève, défiler, émeute, bloquer une route, boycotter.
          Not a government''s protest note (ACCUSE).
        color: purple
      SANCTION:
        title: Cuts relations
        help: >-
          Makes relations smaller: sanctions, embargo, expulser un diplomate, rompre, suspendre un accord, geler des
          avoirs, exclure. Not the mere threat of it (THREATEN).
        color: purple
      MOBILIZE:
        title: Moves forces
        help: >-
          Forces move, train or test, and nobody is hurt: déployer, mobiliser, exercice, manœuvres, tir d''essai, mettre
          en alerte. Exercises held together with others are COOPERATE.
        color: pink
      COERCE:
        title: Represses, seizes
        help: >-
          Force against persons, goods or land, short of bloodshed: arrêter, saisir un navire, bloquer un port,
          annexer, occuper, censurer, cyberattaque.
        color: red
      ASSAULT:
        title: Attacks
        help: >-
          Violence against life or war: attaquer, bombarder, tuer, envahir, attentat, offensive. A war that is only
          mentioned in passing: salience background.
        color: red
      OTHER:
        title: Other event
        help: >-
          Matters for the article and fits none of the sixteen types: an election, an accident, an appointment.
          Leave out what is said in passing.
        color: grey
    roles:
      actor:
        title: Actor
        help: Who does it. The government rather than its spokesperson, if both are named.
        of: [entity.PER, entity.ORG, entity.GPE, entity.NORP]
        many: true
      recipient:
        title: Recipient
        help: To whom it is done, or whom it is said of.
        of: [entity.PER, entity.ORG, entity.GPE, entity.NORP]
        many: true
      place:
        title: Place
        help: Where it happens, if the text says so.
        of: [entity.GPE, entity.LOC]
      date:
        title: Date
        help: When it happens, not when it is reported.
        of: [entity.DATE]
    attributes:
      modality:
        title: Modality
        help: >-
          asserted: told as a fact. alleged: somebody''s claim (« accusé de [livrer] »). future: announced or planned.
          hypothetical: under a condition. negated: did not happen. historical: long before this news.
        values: [asserted, alleged, future, hypothetical, negated, historical]
      salience:
        title: Salience
        help: >-
          primary: what the article is about. secondary: belongs to its story. background: recalled in passing.
        values: [primary, secondary, background]

  # Stance claims: somebody is for or against something, and these words show it.
  stance:
    kind: frames
    title: Stance
    help: >-
      Mark the clause that shows the position. The holder is who is quoted, never the agency that quotes (« selon AFP »
      is a source). A fact is not a stance. One clause may hold several claims: one frame for each.
    labels:
      FAVOR:
        title: For
        help: >-
          Backs or approves the target: « soutient », « se félicite de », « a défendu ». Mind negation: « n''a obtenu
          aucun soutien » is not for; in « soutenu par la Chine », China is the holder.
        color: green
      AGAINST:
        title: Against
        help: >-
          Opposes or disapproves: « a condamné », « s''oppose à », « a opposé son veto ». « accuse X de livrer des
          armes » is against the deliveries, implicit.
        color: red
      NEUTRAL:
        title: Neither
        help: >-
          Says or shows that it takes no side: « s''est abstenue », « ne se prononce pas ». Not silence, and not a text
          that does not mention the matter.
        color: grey
    roles:
      holder:
        title: Holder
        help: Whose position it is.
        of: [entity.PER, entity.ORG, entity.GPE, entity.NORP]
        text: true
      target:
        title: Target
        help: What the position is about; picked from the project''s list, which can grow.
        list: targets
    attributes:
      expression:
        title: Expression
        help: "explicit: said in so many words. implicit: follows from what is said or done."
        values: [explicit, implicit]

  # The types of event of the whole article, the most important first.
  article_event:
    kind: choices
    title: Type of event
    help: >-
      What the article is about: first its main type, then others that weigh. The lead counts most; a war in the
      background does not make every article ASSAULT.
    labels_of: event
    choose: many

  # One answer for each target of the list above.
  article_stance:
    kind: choices
    title: Stance of the article
    help: >-
      For each target: what the voices of the article convey together. The outlet''s own position is another question.
    each: targets
    labels:
      FAVOR:
        title: For
        help: The voices that speak on it are for it, or those for it clearly prevail.
        color: green
      AGAINST:
        title: Against
        help: The voices that speak on it are against it, or those against it clearly prevail.
        color: red
      NEUTRAL:
        title: Neither
        help: It is spoken of, and nobody takes a side.
        color: grey
      MIXED:
        title: Both
        help: Voices for and against it, and neither side prevails.
        color: yellow
      NOT_ADDRESSED:
        title: Not addressed
        help: The article does not speak of it.
        color: grey

# Settings

# While people annotate, a model learns from their decisions, in the background, after so many finished articles (0: only
# when you call `postil learn`). It suggests only once it is better than what was there before.
learn: {every: 25}

# order: uncertain         # which article comes next: file, date, random, or the one the suggestions are least sure of
# theme: dark              # dark, light or contrast
# database: postil.db      # in this folder
# guidelines: guidelines.md
# keys:                    # your own keys: the id of a command, and a key or several
#   accept: a
#   reject: [x, delete]

# Who suggests, beside the rules and what was learned. Names and patterns of your own belong in patterns.jsonl.
# suggest:
#   off: [org.run]         # rules that are wrong too often here; `postil rules` shows them all
#   patterns: patterns.jsonl
#   pipelines:             # spaCy pipelines: an installed package, or a folder
#     fr_core_news_lg:     # its labels go to the ones above as usual
#     models/mine: {labels: {LOC: GPE, MISC: ""}}
#   llm: {url: "http://localhost:11434/v1", model: qwen3, layers: [entity, stance]}
','{"targets":{"article_stance":"targets"},"roles":{"event":{},"stance":{"target":"targets"}},"given":{"targets":["l’accord de pêche","le blocus de Port-Selvin"]},"apart":[]}');
CREATE TABLE settled (
	annotator TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (annotator, first)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "settled" VALUES('alice',2,2);
CREATE TABLE suggestions (
	"key" INTEGER NOT NULL, 
	article INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	layer TEXT NOT NULL, 
	label TEXT NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	text TEXT DEFAULT '' NOT NULL, 
	roles TEXT DEFAULT '{}' NOT NULL, 
	attributes TEXT DEFAULT '{}' NOT NULL, 
	rank INTEGER, 
	target TEXT DEFAULT '' NOT NULL, 
	source TEXT NOT NULL, 
	score REAL NOT NULL, 
	current INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (article, id), 
	FOREIGN KEY(article) REFERENCES articles (number)
)
 STRICT

;
INSERT INTO "suggestions" VALUES(1,1,'v1','entity','GPE',46,54,'Valdorie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(2,1,'v2','entity','GPE',369,377,'Valdorie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(3,1,'m1','entity','GPE',101,109,'Mornésie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(4,1,'m2','entity','GPE',402,410,'Mornésie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(5,1,'o1','entity','GPE',313,319,'Ostréa','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(6,1,'o2','entity','GPE',529,535,'Ostréa','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(7,1,'i1','entity','LOC',117,129,'îles Carènes','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(8,1,'i2','entity','LOC',511,523,'îles Carènes','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(9,1,'t1','entity','PER',211,222,'Tomas Brell','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(10,1,'d1','entity','DATE',63,68,'mardi','{}','{}',NULL,'','rules:test',0.99,1);
INSERT INTO "suggestions" VALUES(11,1,'u1','entity','ORG',288,293,'Union','{}','{}',NULL,'','rules:test',0.5,1);
INSERT INTO "suggestions" VALUES(12,1,'u2','entity','MISC',276,293,'Charte de l’Union','{}','{}',NULL,'','rules:test',0.7,1);
INSERT INTO "suggestions" VALUES(13,1,'p1','entity','ORG',323,326,'AVP','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(14,1,'n1','entity','ORG',332,335,'ONU','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(15,1,'e1','event','SUPPORT',57,62,'salué','{"actor":[["suggestion","v1"]]}','{"modality":"asserted"}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(16,1,'e2','event','ACCUSE',134,141,'dénoncé','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(17,1,'e3','event','AID',378,385,'livrera','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(18,1,'c1','stance','FAVOR',55,109,'a salué mardi l’accord de pêche conclu par la Mornésie','{"holder":[["suggestion","v1"]],"target":[["text","l’accord de pêche"]]}','{"expression":"explicit"}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(19,1,'k1','article_event','SUPPORT',NULL,NULL,'','{}','{}',1,'','rules:test',0.81,1);
INSERT INTO "suggestions" VALUES(20,1,'k2','article_event','AID',NULL,NULL,'','{}','{}',2,'','rules:test',0.5,1);
INSERT INTO "suggestions" VALUES(21,1,'k3','article_event','ACCUSE',NULL,NULL,'','{}','{}',3,'','rules:test',0.3,1);
INSERT INTO "suggestions" VALUES(22,1,'s1','article_stance','FAVOR',NULL,NULL,'','{}','{}',NULL,'l’accord de pêche','rules:test',0.8,1);
INSERT INTO "suggestions" VALUES(23,2,'m1','entity','GPE',23,31,'Mornésie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(24,2,'o1','entity','GPE',34,40,'Ostréa','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(25,3,'m1','entity','GPE',23,31,'Mornésie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(26,3,'o1','entity','GPE',34,40,'Ostréa','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(27,4,'m1','entity','GPE',23,31,'Mornésie','{}','{}',NULL,'','rules:test',0.9,1);
INSERT INTO "suggestions" VALUES(28,4,'o1','entity','GPE',34,40,'Ostréa','{}','{}',NULL,'','rules:test',0.9,1);
CREATE TABLE texts (
	number INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(number) REFERENCES articles (number)
)
 STRICT

;
INSERT INTO "texts" VALUES(1,'LA VALDORIE SALUE L’ACCORD DE PORT-SELVIN

La Valdorie a salué mardi l’accord de pêche conclu par la Mornésie et les îles Carènes, et dénoncé les pressions exercées sur ses voisins.

Mais le ministre valdorien, Tomas Brell, a défendu ce texte comme parfaitement conforme à la Charte de l’Union. Selon la presse d’Ostréa, l’AVP et l’ONU n’y ont pas trouvé à redire.

La Valdorie livrera des vivres à la Mornésie dès la semaine prochaine. « Personne n’a menacé personne », a dit Tomas Brell, avant de quitter les îles Carènes pour Ostréa.
');
INSERT INTO "texts" VALUES(2,'Le port numéro 2 de la Mornésie.

Ostréa attend depuis 2 jours.');
INSERT INTO "texts" VALUES(3,'Le port numéro 3 de la Mornésie.

Ostréa attend depuis 3 jours.');
INSERT INTO "texts" VALUES(4,'Le port numéro 4 de la Mornésie.

Ostréa attend depuis 4 jours.');
CREATE TABLE work (
	annotator TEXT NOT NULL, 
	article INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	seconds REAL DEFAULT '0' NOT NULL, 
	flag INTEGER DEFAULT '0' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	finished INTEGER, 
	PRIMARY KEY (annotator, article), 
	FOREIGN KEY(article) REFERENCES articles (number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "work" VALUES('alice',1,'started',2.25,0,'',NULL);
INSERT INTO "work" VALUES('alice',2,'done',1.5,0,'',2);
CREATE INDEX articles_to_suggest ON articles (number) WHERE suggested = '';
CREATE INDEX work_of_article ON work (article);
CREATE INDEX work_finished ON work (annotator, finished) WHERE finished IS NOT NULL;
CREATE INDEX log_decisions ON log (annotator, seq) WHERE kind != 'import';
CREATE INDEX log_of_article ON log (article);
CREATE INDEX log_reverts ON log (reverts, seq) WHERE reverts IS NOT NULL;
CREATE INDEX annotations_answers ON annotations (article, suggestion) WHERE suggestion IS NOT NULL;
CREATE INDEX annotations_with_roles ON annotations (article) WHERE roles != '{}';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('log',2);
COMMIT;