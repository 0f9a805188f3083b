package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import java.util.Set;
import java.util.TreeSet;

/** The paths an expression mentions. */
final class Mentions {
    private Mentions() {}

    static Set<String> of(Expr expr) {
        Set<String> paths = new TreeSet<>();
        collect(expr, paths);
        return paths;
    }

    private static void collect(Expr expr, Set<String> paths) {
        switch (expr) {
            case Expr.Literal literal -> {}
            case Expr.Attribute attribute -> paths.add(attribute.path());
            case Expr.Apply apply -> apply.args().forEach(a -> collect(a, paths));
        }
    }
}
