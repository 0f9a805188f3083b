package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.model.FieldDef;
import java.util.Optional;

/** A sample as people of a language write it. */
final class Samples {
    private Samples() {}

    static String text(Expr of, Value value, Universe universe, Wording wording) {
        Optional<FieldDef> field =
                of instanceof Expr.Attribute(String path, var _) ? universe.field(path) : Optional.empty();
        if (field.isPresent() && !field.get().kind().type().isWriteOnly()) {
            return field.get().kind().type().format(value, field.get().settings(), wording);
        }
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Num n -> n.number().toPlainString();
            case Value.Money _ -> Kind.MONEY.type().format(value, Settings.NONE, wording);
            case Value.Bool _ -> Kind.BOOLEAN.type().format(value, Settings.NONE, wording);
            case Value.Date d -> d.day().toString();
            case Value.Timestamp t -> t.at().toString();
            case Value.Span _ -> Kind.DURATION.type().format(value, Settings.NONE, wording);
            case Value.Items items ->
                String.join(
                        ", ",
                        items.items().stream()
                                .map(i -> i instanceof Value.Text(String t) ? t : "")
                                .toList());
            case Value.Null _, Value.Parts _ -> "";
        };
    }
}
