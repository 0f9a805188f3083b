package io.deskloom.intake;

import io.deskloom.agenda.Approver;
import io.deskloom.command.Command;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON bodies about what people do with a ticket's SOP beside its actions, as commands. */
public final class FlowIntake {
    private static final int LONGEST = 100;

    private FlowIntake() {}

    /** {@code {to, reason}} */
    public static Result<Command> back(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("to", "reason"), channel, key, (in, origin) -> {
            String to = in.text("to", true, LONGEST);
            String reason = AgendaIntake.shortText(in, "reason", true);
            return () -> new Command.ReturnTo(origin, ticket, TicketIntake.sure(to), TicketIntake.sure(reason));
        });
    }

    /** {@code {step, assignee?: id or null, team?}} */
    public static Result<Command> transfer(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("step", "assignee", "team"), channel, key, (in, origin) -> {
            String step = in.text("step", true, LONGEST);
            AccountId assignee = in.account("assignee");
            String team = in.text("team", false, LONGEST);
            if (!in.body().containsKey("assignee") && team == null) {
                in.problems().add("", "assignment.empty", "Name an assignee, a team or both.");
            }
            return () -> new Command.Transfer(origin, ticket, TicketIntake.sure(step), assignee, team);
        });
    }

    /** {@code {reason, until?}} */
    public static Result<Command> hold(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("reason", "until"), channel, key, (in, origin) -> {
            String reason = AgendaIntake.shortText(in, "reason", true);
            Instant until = AgendaIntake.moment(in, "until", false);
            return () -> new Command.Hold(origin, ticket, TicketIntake.sure(reason), until);
        });
    }

    public static Result<Command> resume(TicketId ticket, String channel, @Nullable String key) {
        return TicketIntake.read(
                Map.of(), Set.of(), channel, key, (_, origin) -> () -> new Command.Resume(origin, ticket));
    }

    public static Result<Command> withdraw(TicketId ticket, String channel, @Nullable String key) {
        return TicketIntake.read(
                Map.of(), Set.of(), channel, key, (_, origin) -> () -> new Command.Withdraw(origin, ticket));
    }

    /** {@code {reason}} */
    public static Result<Command> cancel(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("reason"), channel, key, (in, origin) -> {
            String reason = AgendaIntake.shortText(in, "reason", true);
            return () -> new Command.Cancel(origin, ticket, TicketIntake.sure(reason));
        });
    }

    /** {@code {how: instead|beside, account}} */
    public static Result<Command> signer(
            TicketId ticket, UUID entry, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("how", "account"), channel, key, (in, origin) -> {
            String how = in.text("how", true, LONGEST);
            if (how != null && !Set.of("instead", "beside").contains(how)) {
                in.problems().add("/how", "field.unknown-option", "Somebody is asked instead or beside.");
            }
            AccountId account = in.account("account");
            if (in.body().get("account") == null) {
                in.problems().add("/account", "field.required", "This must be given.");
            }
            return () ->
                    new Command.AddSigner(origin, ticket, entry, "instead".equals(how), TicketIntake.sure(account));
        });
    }

    /** {@code {branch, how: retry|skip|move|ask, to?, instead?, reason}} */
    public static Result<Command> repair(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(
                body, Set.of("branch", "how", "to", "instead", "reason"), channel, key, (in, origin) -> {
                    Object branch = in.body().get("branch");
                    if (!(branch instanceof Integer number) || number < 0) {
                        in.problems().add("/branch", "field.wrong-type", "This is the number of a branch, from 0.");
                    }
                    String given = in.text("how", true, LONGEST);
                    Command.Repair.How how =
                            given == null ? null : Command.Repair.How.of(given).orElse(null);
                    if (given != null && how == null) {
                        in.problems().add("/how", "field.unknown-option", "There is no such way to repair it.");
                    }
                    boolean leads = how == Command.Repair.How.MOVE || how == Command.Repair.How.ASK;
                    String to = in.text("to", leads, LONGEST);
                    Approver instead = approver(in);
                    String reason = AgendaIntake.shortText(in, "reason", true);
                    return () -> new Command.Repair(
                            origin,
                            ticket,
                            (Integer) TicketIntake.sure(branch),
                            TicketIntake.sure(how),
                            to,
                            instead,
                            TicketIntake.sure(reason));
                });
    }

    private static @Nullable Approver approver(TicketIntake in) {
        String wire = in.text("instead", false, LONGEST);
        try {
            return wire == null ? null : Approver.of(wire);
        } catch (IllegalArgumentException none) {
            in.problems().add("/instead", "field.unknown-option", "Nobody of this name is asked.");
            return null;
        }
    }
}
