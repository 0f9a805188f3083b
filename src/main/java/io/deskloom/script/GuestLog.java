package io.deskloom.script;

import java.util.ArrayList;
import java.util.List;

/** What a script writes, as far as it is kept. Written by the script's thread, read by whoever waits for it. */
final class GuestLog {
    private final int mostLines;
    private final int mostCharacters;
    private final List<String> lines = new ArrayList<>();
    private int left;

    GuestLog(ScriptLimits limits) {
        this.mostLines = limits.logLines();
        this.mostCharacters = limits.logLine();
    }

    synchronized void add(String text) {
        if (lines.size() < mostLines) {
            lines.add(cut(text));
        } else {
            left++;
        }
    }

    synchronized List<String> lines() {
        if (left == 0) {
            return List.copyOf(lines);
        }
        List<String> all = new ArrayList<>(lines);
        all.add("… " + left + " more");
        return all;
    }

    private String cut(String text) {
        return text.length() <= mostCharacters ? text : text.substring(0, mostCharacters) + "…";
    }
}
