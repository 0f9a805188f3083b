package io.deskloom.rest;

import io.deskloom.command.Change;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.view.Names;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody else changed, for the answer to a command that came too late. */
@RequestScoped
class Meanwhile {
    private final Commands commands;
    private final Names names;
    private final Now now;

    Meanwhile(Commands commands, Names names, Now now) {
        this.commands = commands;
        this.names = names;
        this.now = now;
    }

    /** What changed since the version {@code command} has seen; nothing when it does not say one. */
    List<ProblemBody.Change> since(Command command) {
        Integer seen = switch (command) {
            case Command.Update c -> c.version();
            case Command.Act c -> c.version();
            case Command.Macro c -> c.version();
            case Command.UpdateRecord c -> c.version();
            case Command.DeleteRecord c -> c.version();
            case Command.Create _,
                    Command.Comment _,
                    Command.Assign _,
                    Command.Claim _,
                    Command.Beside _,
                    Command.OnFlow _,
                    Command.ToFlow _,
                    Command.Moves _,
                    Command.Whose _,
                    Command.PutRecord _,
                    Command.RestoreRecord _ -> null;
        };
        if (seen == null || !(command instanceof Command.OnTicket on)) {
            return List.of();
        }
        List<Change> changes = commands.changesSince(now.actor(), on.ticket(), seen);
        Map<AccountId, String> people = names.of(
                now.actor().tenant(),
                changes.stream()
                        .map(Change::by)
                        .filter(Cause.Person.class::isInstance)
                        .map(by -> ((Cause.Person) by).account())
                        .toList());
        return changes.stream()
                .map(c ->
                        new ProblemBody.Change(c.what(), label(c).byLanguage(), theirs(c), c.at(), by(c.by(), people)))
                .toList();
    }

    private static Label label(Change change) {
        if (change.field() != null) {
            return change.field().label();
        }
        return switch (change.what()) {
            case "priority" -> Label.of("Priority", "优先级");
            case "team" -> Label.of("Team", "团队");
            case "assignee" -> Label.of("Assignee", "处理人");
            case "step" -> Label.of("Step", "步骤");
            default -> Label.of("Title", "标题");
        };
    }

    private static @Nullable Object theirs(Change change) {
        if (change.masked() && change.theirs() instanceof Value.Text(String masked)) {
            return Map.of("masked", masked);
        }
        if (change.field() != null && !change.masked()) {
            return FieldTypes.of(change.field().kind()).toJson(change.theirs());
        }
        return change.theirs() instanceof Value.Text(String text) ? text : null;
    }

    private static String by(Cause cause, Map<AccountId, String> people) {
        return switch (cause) {
            case Cause.Person(AccountId account, var _) -> people.getOrDefault(account, "");
            case Cause.Rule rule -> rule.label();
            case Cause.Flow(String node) -> node;
            case Cause.System(String name) -> name;
        };
    }
}
