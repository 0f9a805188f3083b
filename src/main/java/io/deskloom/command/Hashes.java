package io.deskloom.command;

import io.deskloom.command.TicketStore.RequestHash;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether two commands ask for the same, whatever the order of their fields. */
final class Hashes {
    private Hashes() {}

    /** A hash of everything the command asks for; its idempotency key and channel are left out. */
    static RequestHash of(Command command) {
        StringBuilder text = new StringBuilder();
        switch (command) {
            case Command.Create c -> {
                append(text, "create", c.type(), c.fields(), name(c.priority()));
                if (c.external() != null) {
                    append(text, c.external().source(), c.external().id());
                }
            }
            case Command.Update c ->
                append(text, "update", c.ticket().toString(), c.version(), c.fields(), name(c.priority()));
            case Command.Comment c -> {
                append(text, "comment", c.ticket().toString(), c.internal(), c.text());
                // Added only when there are any: answers given before there were attachments stay recognisable.
                if (!c.attachments().isEmpty()) {
                    append(text, c.attachments().stream().map(UUID::toString).toList());
                }
            }
            case Command.Act c -> {
                append(text, "act", c.ticket().toString(), c.action(), c.version(), c.fields(), c.comment());
                // Added only where it is said, as above.
                if (c.step() != null) {
                    append(text, c.step());
                }
            }
            case Command.Assign c ->
                append(text, "assign", c.ticket().toString(), c.changeAssignee(), name(c.assignee()), c.team());
            case Command.PutRecord c ->
                append(
                        text,
                        "put",
                        c.type(),
                        c.external() == null ? null : c.external().source(),
                        c.external() == null ? null : c.external().id(),
                        c.mayExist(),
                        c.version(),
                        c.fields());
            case Command.UpdateRecord c ->
                append(text, "update-record", c.ticket().toString(), c.version(), c.fields());
            case Command.DeleteRecord c ->
                append(text, "delete-record", c.ticket().toString(), c.version());
            case Command.RestoreRecord c ->
                append(text, "restore-record", c.ticket().toString());
            case Command.Macro c -> {
                append(text, "macro", c.ticket().toString(), c.macro(), c.version(), c.comment());
                // A key that was used before fields could be given is still the same command's.
                if (!c.fields().isEmpty()) {
                    append(text, c.fields());
                }
            }
            case Command.Claim c -> append(text, "claim", c.ticket().toString());
            case Command.Take c -> append(text, "take", c.ticket().toString());
            case Command.Reroute c ->
                append(
                        text,
                        "reroute",
                        c.ticket().toString(),
                        c.routing(),
                        c.why().name(),
                        name(c.from()));
            case Command.LinkTo c ->
                append(text, "link", c.ticket().toString(), c.other(), c.kind().wire());
            case Command.Unlink c -> append(text, "unlink", c.ticket().toString(), name(c.link()));
            case Command.Promise c -> append(text, "promise", c.ticket().toString(), c.text(), name(c.due()));
            case Command.Settle c ->
                append(
                        text,
                        "settle",
                        c.ticket().toString(),
                        name(c.entry()),
                        c.how().wire(),
                        c.comment());
            case Command.ClocksDue c -> append(text, "clocks", c.ticket().toString());
            case Command.Due c -> append(text, "due", c.ticket().toString(), name(c.entry()), c.remind());
            case Command.LinkedBack c -> append(text, "linked-back", c.ticket().toString(), name(c.link()), c.linked());
            case Command.ReturnTo c -> append(text, "return", c.ticket().toString(), c.to(), c.reason());
            case Command.Transfer c ->
                append(text, "transfer", c.ticket().toString(), c.step(), name(c.assignee()), c.team());
            case Command.Hold c -> append(text, "hold", c.ticket().toString(), c.reason(), name(c.until()));
            case Command.Resume c -> append(text, "resume", c.ticket().toString());
            case Command.Withdraw c -> append(text, "withdraw", c.ticket().toString());
            case Command.Cancel c -> append(text, "cancel", c.ticket().toString(), c.reason());
            case Command.AddSigner c ->
                append(text, "signer", c.ticket().toString(), name(c.entry()), c.instead(), name(c.account()));
            case Command.Repair c ->
                append(
                        text,
                        "repair",
                        c.ticket().toString(),
                        c.branch(),
                        c.how().name(),
                        c.to(),
                        c.instead() == null ? null : c.instead().wire(),
                        c.reason());
            case Command.Migrate c ->
                append(
                        text,
                        "migrate",
                        c.ticket().toString(),
                        c.plan().to().hash(),
                        c.plan().nodes());
            case Command.MoveBack c ->
                append(
                        text,
                        "move-back",
                        c.ticket().toString(),
                        c.was().release().hash());
            case Command.FlowDue c -> append(text, "flow-due", c.ticket().toString(), c.branch(), c.node());
            case Command.CallEnded c ->
                append(
                        text,
                        "call-ended",
                        c.ticket().toString(),
                        c.branch(),
                        c.node(),
                        c.wish(),
                        c.attempt(),
                        c.undo());
            case Command.ChildHeard c -> append(text, "child", c.ticket().toString(), c.node(), name(c.child()));
            case Command.LinkedHeard c ->
                append(text, "linked-ended", c.ticket().toString());
            case Command.Note c -> append(text, "note", c.ticket().toString(), c.text());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return new RequestHash(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static @Nullable String name(@Nullable Object o) {
        return o == null ? null : o.toString();
    }

    private static void append(StringBuilder text, @Nullable Object... parts) {
        for (Object part : parts) {
            append(text, part);
        }
    }

    // Each text carries its length, so that no two different commands can be spelled alike.
    private static void append(StringBuilder text, @Nullable Object part) {
        switch (part) {
            case null -> text.append('n');
            case String s -> text.append('s').append(s.length()).append(':').append(s);
            case BigDecimal d ->
                text.append('d').append(d.stripTrailingZeros().toPlainString()).append(';');
            case Number n -> append(text, new BigDecimal(n.toString()));
            case Boolean b -> text.append(b ? 't' : 'f');
            case List<?> list -> {
                text.append('[');
                list.forEach(item -> append(text, item));
                text.append(']');
            }
            case Map<?, ?> map -> {
                text.append('{');
                new TreeMap<Object, Object>(map).forEach((key, value) -> {
                    append(text, key);
                    append(text, value);
                });
                text.append('}');
            }
            default -> throw new IllegalArgumentException("not plain JSON: " + part.getClass());
        }
    }
}
