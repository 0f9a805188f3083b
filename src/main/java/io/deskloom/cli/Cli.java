package io.deskloom.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the commands that start no server. */
@Command(
        name = "deskloom",
        description = "Commands for a running Deskloom and for a workspace's metadata.",
        mixinStandardHelpOptions = true,
        subcommands = {MetadataCommand.class, ImportCommand.class})
public final class Cli {
    private Cli() {}

    /** @return the process's exit code: 0 done, 1 refused or failed, 2 wrong usage */
    public static int run(String... args) {
        return new CommandLine(new Cli()).execute(args);
    }
}
