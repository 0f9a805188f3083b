package io.deskloom.attachment;

import java.util.Arrays;

/** What a scanner has said of a content. Codes are stored. */
public enum Scan {
    /** Nobody has asked: no scanner is configured, or it was not when this was uploaded. */
    UNSCANNED(0),
    CLEAN(1),
    /** Never served again, to anybody. */
    INFECTED(2),
    /** The scanner could not be asked, or could not answer; asked again later. */
    UNAVAILABLE(3);

    private final int code;

    Scan(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Scan ofCode(int code) {
        return Arrays.stream(values()).filter(s -> s.code == code).findFirst().orElseThrow();
    }
}
