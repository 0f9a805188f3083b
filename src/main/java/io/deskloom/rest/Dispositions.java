package io.deskloom.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of files as RFC 6266 sends them: in full, and in ASCII for what cannot read that. */
final class Dispositions {
    private Dispositions() {}

    static String attachment(String name) {
        return attachment(name, name);
    }

    /** @param plain what it is called in ASCII; what is not becomes "_" */
    static String attachment(String plain, String name) {
        StringBuilder ascii = new StringBuilder();
        plain.chars()
                .forEach(c -> ascii.append(c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '%' ? (char) c : '_'));
        String full = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + full;
    }
}
