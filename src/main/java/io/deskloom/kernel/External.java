package io.deskloom.kernel;

/**
 * What a record is called where it comes from; unique in a workspace for each type.
 *
 * @param source the shop, platform or system ("erp", "douyin"): 1 to 60 characters without spaces
 * @param id its id there: 1 to 200 characters
 */
public record External(String source, String id) {
    public static final int LONGEST_SOURCE = 60;
    public static final int LONGEST_ID = 200;

    public External {
        if (!isSource(source) || !isId(id)) {
            throw new IllegalArgumentException("not what a record can be called elsewhere");
        }
    }

    /** Whether {@code text} can name a source. */
    public static boolean isSource(String text) {
        return text.length() <= LONGEST_SOURCE && text.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*");
    }

    /** Whether {@code text} can be an id elsewhere: anything that can be stored and seen, without spaces at its ends. */
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.equals(text.strip())
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
