"""Events, by rules over tokens."""
