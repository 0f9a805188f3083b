package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.field.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An unambiguous text of an expression, equal exactly for equal trees. Every text in it carries its length, because the
 * network built from it is shared between tenants: nobody may write a literal that reads like other people's rules.
 */
final class Canonical {
    private Canonical() {}

    static String of(Expr e) {
        StringBuilder out = new StringBuilder();
        write(e, out);
        return out.toString();
    }

    /** SHA-256 over the conditions in order, as lower-case hex. */
    static String hash(List<Expr> conditions) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Expr e : conditions) {
                digest.update(of(e).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static void write(Expr e, StringBuilder out) {
        switch (e) {
            case Expr.Literal l -> {
                out.append("L:").append(l.type()).append(':');
                write(l.value(), out);
            }
            case Expr.Attribute a -> {
                out.append("A:").append(a.type()).append(':');
                text(a.path(), out);
            }
            case Expr.Apply a -> {
                out.append(a.op().wire())
                        .append(':')
                        .append(a.type())
                        .append(':')
                        .append(a.args().size())
                        .append('(');
                a.args().forEach(arg -> write(arg, out));
                out.append(')');
            }
        }
    }

    private static void write(Value v, StringBuilder out) {
        switch (v) {
            case Value.Null _ -> out.append("null;");
            case Value.Text t -> text(t.text(), out);
            case Value.Num n -> out.append("n").append(n.number()).append(';');
            case Value.Money m -> {
                out.append("m").append(m.amount()).append(';');
                text(m.currency(), out);
            }
            case Value.Bool b -> out.append(b.is() ? "true;" : "false;");
            case Value.Date d -> out.append("d").append(d.day()).append(';');
            case Value.Timestamp t -> out.append("t").append(t.at()).append(';');
            case Value.Span s -> out.append("s").append(s.length()).append(';');
            case Value.Parts p -> {
                out.append('{').append(p.parts().size()).append(':');
                p.parts().forEach((name, part) -> {
                    text(name, out);
                    write(part, out);
                });
                out.append('}');
            }
            case Value.Items i -> {
                out.append('[').append(i.items().size()).append(':');
                i.items().forEach(item -> write(item, out));
                out.append(']');
            }
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append(text.length()).append('"').append(text);
    }
}
