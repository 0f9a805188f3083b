package io.deskloom.script;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server and a worker say to each other: frames of texts and numbers, every text with its length before it and a
 * bound on that. Neither side takes the other's word for a size.
 */
final class Frames {
    /** The first thing a worker says: that it is there. */
    static final int READY = 0x64736b6c;

    private static final int MAX_NAME = 1_000;
    private static final int MAX_JSON = 4 << 20;
    private static final int MAX_LINES = 1_000;

    private Frames() {}

    record Request(String scope, ScriptCode code, String input, ScriptLimits limits) {}

    static void write(DataOutputStream out, Request request) throws IOException {
        text(out, request.scope(), MAX_NAME);
        text(out, request.code().name(), MAX_NAME);
        text(out, request.code().source(), MAX_JSON);
        text(out, request.code().hash(), MAX_NAME);
        text(out, request.input(), MAX_JSON);
        ScriptLimits limits = request.limits();
        out.writeLong(limits.statements());
        out.writeLong(limits.time().toMillis());
        out.writeLong(limits.memory());
        out.writeInt(limits.input());
        out.writeInt(limits.output());
        out.writeInt(limits.logLines());
        out.writeInt(limits.logLine());
        out.flush();
    }

    static Request request(DataInputStream in) throws IOException {
        String scope = text(in, MAX_NAME);
        String name = text(in, MAX_NAME);
        String source = text(in, MAX_JSON);
        String hash = text(in, MAX_NAME);
        String input = text(in, MAX_JSON);
        ScriptLimits limits = new ScriptLimits(
                in.readLong(),
                Duration.ofMillis(in.readLong()),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt());
        return new Request(scope, new ScriptCode(name, source, hash), input, limits);
    }

    static void write(DataOutputStream out, RawOutcome outcome) throws IOException {
        text(out, outcome.code(), MAX_NAME);
        out.writeInt(outcome.line());
        text(out, outcome.output(), MAX_JSON);
        out.writeInt(outcome.log().size());
        for (String line : outcome.log()) {
            text(out, line, MAX_JSON);
        }
        out.writeLong(outcome.micros());
        out.flush();
    }

    static RawOutcome outcome(DataInputStream in, ScriptLimits limits) throws IOException {
        String code = text(in, MAX_NAME);
        int line = in.readInt();
        String output = text(in, limits.output() * 4);
        int lines = in.readInt();
        if (lines < 0 || lines > MAX_LINES) {
            throw new IOException("too many lines");
        }
        List<String> log = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            log.add(text(in, (limits.logLine() + 50) * 4));
        }
        return new RawOutcome(code, line, output, log, in.readLong());
    }

    private static void text(DataOutputStream out, String text, int most) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw new IOException("a text is too long");
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a text is too long");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
