package io.deskloom.bpmn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where nodes are drawn: a column for each step from the start, in each as many rows as it has nodes. */
final class BpmnLayout {
    private static final int COLUMN = 180;
    private static final int ROW = 130;
    private static final int LEFT = 120;
    private static final int TOP = 120;

    /** What a node takes up, in the units of diagrams. */
    record Box(int x, int y, int width, int height) {
        int middle() {
            return y + height / 2;
        }

        int center() {
            return x + width / 2;
        }
    }

    /** A point of a line. */
    record Point(int x, int y) {}

    /** A line between two nodes. */
    record Way(String from, String to) {}

    private BpmnLayout() {}

    /**
     * @param sizes width and height of each node by id, in the order they are written
     * @param start the node that stands leftmost
     */
    static Map<String, Box> boxes(Map<String, int[]> sizes, List<Way> ways, String start) {
        Map<String, List<String>> next = new HashMap<>();
        ways.forEach(w -> next.computeIfAbsent(w.from(), _ -> new ArrayList<>()).add(w.to()));
        Map<String, Integer> columns = new LinkedHashMap<>();
        Deque<String> todo = new ArrayDeque<>(List.of(start));
        columns.put(start, 0);
        while (!todo.isEmpty()) {
            String id = todo.poll();
            int column = columns.getOrDefault(id, 0) + 1;
            for (String to : next.getOrDefault(id, List.of())) {
                if (sizes.containsKey(to) && columns.putIfAbsent(to, column) == null) {
                    todo.add(to);
                }
            }
        }
        Map<Integer, Integer> rows = new HashMap<>();
        Map<String, Box> boxes = new LinkedHashMap<>();
        sizes.forEach((id, size) -> {
            int column = columns.getOrDefault(id, 0);
            int row = rows.merge(column, 1, Integer::sum) - 1;
            boxes.put(
                    id, new Box(LEFT + column * COLUMN - size[0] / 2, TOP + row * ROW - size[1] / 2, size[0], size[1]));
        });
        return boxes;
    }

    /** From the right of one to the left of the other; around below where that is not forward. */
    static List<Point> line(Box from, Box to, boolean fromBelow) {
        if (fromBelow) {
            int below = from.y() + from.height();
            return List.of(
                    new Point(from.center(), below),
                    new Point(from.center(), Math.max(below + 20, to.middle())),
                    new Point(to.x(), to.middle()));
        }
        if (to.x() > from.x() + from.width()) {
            int half = (from.x() + from.width() + to.x()) / 2;
            return from.middle() == to.middle()
                    ? List.of(new Point(from.x() + from.width(), from.middle()), new Point(to.x(), to.middle()))
                    : List.of(
                            new Point(from.x() + from.width(), from.middle()),
                            new Point(half, from.middle()),
                            new Point(half, to.middle()),
                            new Point(to.x(), to.middle()));
        }
        int above = Math.min(from.y(), to.y()) - 20;
        return List.of(
                new Point(from.center(), from.y()),
                new Point(from.center(), above),
                new Point(to.center(), above),
                new Point(to.center(), to.y()));
    }
}
