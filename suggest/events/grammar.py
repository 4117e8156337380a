"""The small words of French and English that place an entity or a verb in its clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Function words of one language, lower case."""

    articles: frozenset[str]
    possessives: frozenset[str]
    prepositions: frozenset[str]
    of: frozenset[str]
    by: frozenset[str]
    to: frozenset[str]
    between: frozenset[str]
    at: frozenset[str]
    joining: frozenset[str]
    linking: frozenset[str]
    relatives: frozenset[str]
    pronouns: frozenset[str]
    speaking_self: frozenset[str]
    have: frozenset[str]
    be: frozenset[str]
    clitics: frozenset[str]
    adverbs: frozenset[str]
    negations: frozenset[str]
    negative_heads: frozenset[str]
    future: frozenset[str]
    possible: frozenset[str]
    conditions: frozenset[str]
    alleged: frozenset[str]
    passing: frozenset[str]
    saying: frozenset[str]
    pauses: frozenset[str]


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())


FRENCH = Grammar(
    articles=word_set(
        "le la les l' un une des ce cet cette ces du au aux quatre deux trois plusieurs quelques certains certaines"
    ),
    possessives=word_set("son sa ses leur leurs notre nos votre mon ma mes"),
    prepositions=word_set(
        "à au aux de d' du des en dans par pour avec contre sur sous vers envers chez entre depuis selon sans après "
        "avant lors pendant auprès hors malgré parmi devant derrière dès via face"
    ),
    of=word_set("de d' du des"),
    by=word_set("par"),
    to=word_set("à au aux contre envers vers avec sur auprès"),
    between=word_set("entre"),
    at=word_set("à au aux en dans depuis"),
    joining=word_set("et ou ni ainsi comme &"),
    linking=word_set("que qu' mais si s' car lorsque lorsqu' quand puisque puisqu' où dont tandis et ou comme alors donc"),
    relatives=word_set("qui lequel laquelle lesquels lesquelles"),
    pronouns=word_set("il elle ils elles celui-ci celle-ci ceux-ci on -t-il -t-elle -il -elle -ils -elles"),
    speaking_self=word_set("je j' nous"),
    have=word_set("a ont avait avaient ai avons avoir ayant aura auront aurait auraient eut eurent eu ait aient"),
    be=word_set("est sont était étaient été être étant sera seront serait seraient fut furent soit soient es sommes"),
    clitics=word_set("ne n' pas plus jamais point rien se s' le la les l' lui leur y en"),
    adverbs=word_set(
        "aussi donc également ensuite déjà encore toujours bien mieux désormais maintenant alors ainsi enfin plutôt très "
        "aussitôt vite bientôt longtemps souvent toutefois cependant néanmoins pourtant notamment surtout "
        "hier aujourd'hui demain lundi mardi mercredi jeudi vendredi samedi dimanche même tous toutes toute "
        "tout semble semblent peut pouvons peuvent veut voulons veulent pourrait a-t va vont"
    ),
    negations=word_set("pas jamais plus aucun aucune ni nullement guère rien"),
    negative_heads=word_set(
        "ni nor sans aucun aucune refuse refusé refusent refusait refuser "
        "empêcher éviter dément démenti démentent nie nié cesser cessé arrêter"
    ),
    future=word_set(
        "va vont allait allaient ira devra devront doit doivent devait devaient prévoit prévoient prévoyait envisage "
        "envisageait envisagent compte comptent apprête apprêtent prévu prévue prévus prévues prêt prête prêts prêtes "
        "prochain prochaine prochains prochaines prochainement bientôt futur future demain"
    ),
    possible=word_set(
        "pourrait pourraient peut peuvent devrait devraient permettrait éventuel éventuelle éventuels perspective risque"
    ),
    conditions=word_set("si s'"),
    alleged=word_set(
        "présumé présumée présumés présumées supposé supposée supposés accusé accusée accusés soupçonné soupçonnée prétendu"
    ),
    passing=word_set("depuis après pendant durant malgré avant lors début fin cause face suite raison fond contexte"),
    saying=word_set(
        "dit déclaré affirmé annoncé indiqué estimé assuré ajouté souligné expliqué écrit commenté rappelé averti "
        "rapporté précisé déclare affirme annonce indique estime assure ajoute souligne explique commente rappelle "
        "rapporte précise poursuit martelé lancé jugé insisté répondu confié martèle juge insiste répond lance "
        "poursuivi conclu confirmé tweeté réagi déploré"
    ),
    pauses=word_set(', ; : . ! ? … « » “ ” " ( ) – [ ] - —'),
)
ENGLISH = Grammar(
    articles=word_set("the a an this that these those two three four several some many"),
    possessives=word_set("its his her their our my your"),
    prepositions=word_set(
        "to of in on at by for with against from over under into toward towards between among after before since during "
        "about through across near within without amid despite upon behind per via outside inside"
    ),
    of=word_set("of 's"),
    by=word_set("by"),
    to=word_set("to against with on toward towards for at"),
    between=word_set("between among"),
    at=word_set("in at near into"),
    joining=word_set("and or nor &"),
    linking=word_set("that but if whether because while when where and or although though as so than"),
    relatives=word_set("who which"),
    pronouns=word_set("he she it they"),
    speaking_self=word_set("i we"),
    have=word_set("has have had having 've"),
    be=word_set("is are was were been be being 're gets got"),
    clitics=word_set("not never n't to"),
    adverbs=word_set(
        "also then already still now again ever just even once both jointly all later soon long strongly has have had "
        "will would could should may might can did does do must yesterday today tomorrow monday tuesday wednesday "
        "thursday friday saturday sunday"
    ),
    negations=word_set("not never n't neither nor cannot no"),
    negative_heads=word_set(
        "nor no without refused refuses refuse failed fails declined denied denies avoid prevent stop stopped"
    ),
    future=word_set(
        "will 'll shall set plan plans planned planning due going intends intend upcoming next tomorrow soon future "
        "expected scheduled ready prepares preparing about"
    ),
    possible=word_set("could may might can would should possible potential risk prospect"),
    conditions=word_set("if unless whether"),
    alleged=word_set("alleged allegedly reportedly reported accused suspected purported apparently accusing accuses"),
    passing=word_set("since after during despite before amid following over beginning start end because background wake"),
    saying=word_set(
        "said says told added stated declared announced wrote tweeted explained insisted stressed noted argued claimed "
        "warned affirmed commented replied remarked reiterated saying adding"
    ),
    pauses=word_set(', ; : . ! ? … « » “ ” " ( ) – [ ] - —'),
)

ADVERBIALS = tuple(
    tuple(phrase.replace("'", "' ").replace("_", " ").split())
    for phrase in sorted(
        word_set(
            "à_son_tour à_leur_tour à_l'avenir à_nouveau de_nouveau en_revanche au_contraire par_ailleurs dans_la_foulée "
            "d'abord d'ailleurs en_particulier en_effet avant_tout au_moins cette_fois en_partie à_présent "
            "en_outre de_justesse en_bloc d'office à_l'époque en_première_lecture au_passage en_vain sans_succès "
            "de_son_côté de_leur_côté à_plusieurs_reprises d'emblée de_concert à_l'unanimité en_retour "
            "in_turn once_again at_once for_years for_months for_weeks in_the_past so_far at_length"
        )
    )
)
OPENINGS = {phrase[0]: tuple(p for p in ADVERBIALS if p[0] == phrase[0]) for phrase in ADVERBIALS}
LIGHT_VERBS = word_set(
    "apporter apporté apporte apportent exprimé exprime exprimer opposé oppose lancé lance lancer mené mène mener "
    "effectué effectue effectuer imposé impose imposer adressé adresse adresser envoyé envoie envoyer formulé fait "
    "font faire opposer rendu rend offert offre donné donne expressed offered gave given paid made launched imposed "
    "held carried sent lent"
)

_ADVERB_ENDINGS = {
    "fr": tuple(
        word_set(
            "ivement ellement alement eusement iquement ablement iblement èrement airement amment emment iment ément "
            "iatement ectement itement fermement pleinement largement fortement longuement seulement justement rapidement "
            "vertement lourdement clairement publiquement ouvertement conjointement unanimement formellement"
        )
    ),
    "en": ("ly",),
}


def is_adverb(word: str, language: str) -> bool:
    """Whether a lower-case word looks like an adverb: "fermement", not "gouvernement"; "strongly"."""
    if language == "fr" and not word.endswith("ment"):
        return False
    return len(word) > 5 and word.endswith(_ADVERB_ENDINGS[language])


_FRENCH_WORDS = word_set("le la les des et est une dans du que pour")
_ENGLISH_WORDS = word_set("the of and to was that has with is its said for")
_TELLING = dict.fromkeys(_FRENCH_WORDS, 1) | dict.fromkeys(_ENGLISH_WORDS, -1)


def language_of(words: Sequence[str], otherwise: str) -> str:
    """ "fr" or "en": by the commonest of the first words, lower case; the other language when they do not tell."""
    french = sum([_TELLING[word] for word in words[:250] if word in _TELLING])
    if abs(french) < 3:
        return otherwise if otherwise in ("fr", "en") else "fr"
    return "fr" if french > 0 else "en"


@cache
def grammar(language: str) -> Grammar:
    """The function words of "fr" or "en"."""
    return ENGLISH if language == "en" else FRENCH
