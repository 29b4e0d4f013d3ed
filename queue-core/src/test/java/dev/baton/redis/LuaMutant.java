package dev.baton.redis;

/**
 * One Lua file with one mistake.
 *
 * @param file below {@code lua/}, without its ending
 * @param line the line that was changed, without the space around it
 * @param change what was done to it, unique among the changes of that line in that file
 * @param text the file with the mistake in it
 */
record LuaMutant(Kind kind, String file, String line, String change, String text) {
    enum Kind {
        WRITE("a write dropped"),
        CONDITION("a condition turned round"),
        CHECK("a check dropped"),
        END("LPUSH and RPUSH swapped"),
        BOUND("a bound off by one"),
        WORD("another word");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    String key() {
        return file + "\t" + line + "\t" + change;
    }

    @Override
    public String toString() {
        return file + ": " + line + " [" + change + "]";
    }
}
