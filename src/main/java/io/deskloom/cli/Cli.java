package io.deskloom.cli;

import java.util.List;
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

    /**
     * @param more commands of other packages
     * @return the process's exit code: 0 done, 1 refused or failed, 2 wrong usage
     */
    public static int run(List<?> more, String... args) {
        CommandLine line = new CommandLine(new Cli());
        more.forEach(line::addSubcommand);
        return line.execute(args);
    }
}
