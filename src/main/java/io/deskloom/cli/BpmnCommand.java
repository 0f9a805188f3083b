package io.deskloom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.bpmn.BpmnReader;
import io.deskloom.bpmn.BpmnWriter;
import io.deskloom.bpmn.Note;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.PlainYaml;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** SOPs of a folder of metadata as drawings in BPMN 2.0, and drawings as SOPs. Needs no server. */
@Command(
        name = "bpmn",
        description = "Write the flow of a type as BPMN 2.0, or read one.",
        mixinStandardHelpOptions = true,
        subcommands = {BpmnCommand.Export.class, BpmnCommand.Import.class})
final class BpmnCommand {
    @Command(
            name = "export",
            description = "Write the flow of a type as BPMN 2.0; what has no counterpart is reported.",
            mixinStandardHelpOptions = true)
    static final class Export extends MetadataCommand.Step {
        @Parameters(index = "0", paramLabel = "<folder>", description = "Folder with a workspace.yaml.")
        Path folder = Path.of(".");

        @Parameters(index = "1", paramLabel = "<type>", description = "Key of a ticket type.")
        String type = "";

        @Option(names = "--to", paramLabel = "<file>", description = "Where to write; the output when left out.")
        @Nullable
        Path to;

        @Override
        int run() throws IOException, MetadataCommand.Refused {
            String path = "types/" + type + "/flow.yaml";
            SourceFile file = SourceFolder.read(folder).stream()
                    .filter(f -> f.path().equals(path))
                    .findFirst()
                    .orElseThrow(() ->
                            new MetadataCommand.Refused("There is no " + path + " in " + folder + ".", List.of()));
            PlainYaml.Read read = PlainYaml.read(file.path(), file.text());
            JsonNode flow = read.json();
            if (flow == null) {
                throw new MetadataCommand.Refused(
                        "The flow cannot be read.",
                        Problem.lines(read.problems()).lines().toList());
            }
            BpmnWriter.Written written = BpmnWriter.write(flow);
            if (to == null) {
                out().println(written.xml());
            } else {
                Files.writeString(to, written.xml());
                out().println("Written to " + to + ".");
            }
            written.report().forEach(note -> err().println(line(note)));
            return 0;
        }
    }

    @Command(
            name = "import",
            description = "Make a drawing in BPMN 2.0 the flow of a type in the folder; check it with validate.",
            mixinStandardHelpOptions = true)
    static final class Import extends MetadataCommand.Step {
        private static final int MOST_BYTES = 8 * 1024 * 1024;

        @Parameters(index = "0", paramLabel = "<folder>", description = "Folder with a workspace.yaml.")
        Path folder = Path.of(".");

        @Parameters(index = "1", paramLabel = "<type>", description = "Key of a ticket type.")
        String type = "";

        @Parameters(index = "2", paramLabel = "<file>", description = "The drawing.")
        Path file = Path.of("flow.bpmn");

        @Option(names = "--language", paramLabel = "<tag>", description = "What its names are in; en when left out.")
        String language = "en";

        @Override
        int run() throws IOException, MetadataCommand.Refused {
            if (SourceFolder.read(folder).stream().noneMatch(f -> f.path().startsWith("types/" + type + "/"))) {
                throw new MetadataCommand.Refused("There is no type " + type + " in " + folder + ".", List.of());
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new MetadataCommand.Refused(file + " is larger than a drawing can be.", List.of());
            }
            switch (BpmnReader.read(Files.readString(file), language)) {
                case Result.Ok<BpmnReader.Read>(var read) -> {
                    List<SourceFile> files = new ArrayList<>();
                    read.files(type).forEach((path, text) -> files.add(new SourceFile(path, text)));
                    SourceFolder.write(folder, files);
                    files.forEach(f -> out().println(f.path()));
                    read.report().forEach(note -> err().println(line(note)));
                    return 0;
                }
                case Result.Refused<BpmnReader.Read>(var why) ->
                    throw new MetadataCommand.Refused(
                            file + " cannot be read.",
                            Problem.lines(why.problems()).lines().toList());
            }
        }
    }

    private static String line(Note note) {
        return (note.element().isEmpty() ? "" : note.element() + ": ")
                + note.said().in("en") + " (" + note.code() + ")";
    }
}
