package io.deskloom.app;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** What the demo's shop sells, and the people who buy it. */
final class DemoGoods {
    /** @param is what may happen to it: a vessel leaks, what one wears does not fit */
    record Product(String en, String zh, int price, Set<String> is) {
        String name(boolean chinese) {
            return chinese ? zh : en;
        }
    }

    static final List<Product> PRODUCTS = List.of(
            new Product("thermos 500 ml", "保温杯 500ml", 128, Set.of("vessel", "hard")),
            new Product("electric kettle 1.7 L", "电热水壶 1.7L", 219, Set.of("vessel", "electric", "hard")),
            new Product("lunch box, 3 layers", "三层饭盒", 89, Set.of("vessel", "hard")),
            new Product("down jacket", "羽绒服", 699, Set.of("wear")),
            new Product("desk lamp", "护眼台灯", 159, Set.of("electric", "hard")),
            new Product("building blocks, 1200 pieces", "积木 1200 片", 399, Set.of("parts")),
            new Product("air fryer", "空气炸锅", 459, Set.of("electric", "parts", "hard")),
            new Product("pair of running shoes", "跑步鞋", 529, Set.of("wear")),
            new Product("robot vacuum", "扫地机器人", 1899, Set.of("electric", "parts", "hard")),
            new Product("bed linen set", "四件套床品", 329, Set.of("wear")),
            new Product("noise-cancelling headset", "降噪耳机", 1299, Set.of("electric", "parts", "hard")),
            new Product("water purifier", "净水器", 2380, Set.of("vessel", "electric", "parts", "hard")));

    private DemoGoods() {}

    /** The place of one that {@code fits}; "" for any. */
    static int any(Random random, String fits) {
        List<Product> fitting = PRODUCTS.stream()
                .filter(p -> fits.isEmpty() || p.is().contains(fits))
                .toList();
        return PRODUCTS.indexOf(fitting.get(random.nextInt(fitting.size())));
    }
}
