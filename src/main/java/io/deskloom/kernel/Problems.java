package io.deskloom.kernel;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong before anything is refused. Not thread-safe; one per check. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public Problems add(Problem problem) {
        found.add(problem);
        return this;
    }

    public Problems add(String pointer, String code, String message) {
        return add(Problem.of(pointer, code, message));
    }

    public Problems addAll(List<Problem> problems) {
        found.addAll(problems);
        return this;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> list() {
        return List.copyOf(found);
    }
}
