package io.deskloom.standin;

import java.util.List;
import java.util.Optional;

/** How much there is of a product, in one warehouse or in all. A product is called by its number or its SKU, a warehouse by its number or name. */
final class Stocks {
    private Stocks() {}

    static List<Paper> of(Books books, String product) {
        return books.all(Kind.STOCK).stream()
                .filter(stock -> isCalled(stock, product, "product", "sku"))
                .toList();
    }

    static Optional<Paper> find(Books books, String product, String warehouse) {
        return of(books, product).stream()
                .filter(stock -> isCalled(stock, warehouse, "warehouse", "warehouse_name"))
                .findFirst();
    }

    private static boolean isCalled(Paper stock, String name, String number, String other) {
        return !name.isEmpty() && (name.equals(stock.text(number)) || name.equals(stock.text(other)));
    }
}
