package io.deskloom.standin;

import picocli.CommandLine;

/** The process that the demo starts beside itself. */
public final class StandinMain {
    private StandinMain() {}

    public static void main(String... args) {
        System.exit(new CommandLine(new StandinCommand()).execute(args));
    }
}
