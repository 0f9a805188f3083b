package io.deskloom.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything that is wrong before anything is refused, up to {@link #MOST}: an answer must not grow with how
 * wrong a request is. Not thread-safe; one per check.
 */
public final class Problems {
    /** After so many one more says that there are more. */
    public static final int MOST = 500;

    private final List<Problem> found = new ArrayList<>();

    public Problems add(Problem problem) {
        if (found.size() < MOST) {
            found.add(problem);
        } else if (found.size() == MOST) {
            found.add(Problem.of("", "problems.more", "There are more problems than are listed here."));
        }
        return this;
    }

    public Problems add(String pointer, String code, String message) {
        return add(Problem.of(pointer, code, message));
    }

    public Problems addAll(List<Problem> problems) {
        problems.forEach(this::add);
        return this;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> list() {
        return List.copyOf(found);
    }
}
