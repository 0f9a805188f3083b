package io.deskloom.standin;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The one copy of the books, which changes by one call at a time and only once the change is in the file. */
final class Ledger {
    private final BooksFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable changed;
    private volatile Books books;

    /** @param changed told after each change */
    Ledger(BooksFile file, Runnable changed) throws IOException {
        this.file = file;
        this.changed = changed;
        this.books = file.read();
    }

    <T> T read(Function<Books, T> reading) {
        lock.lock();
        try {
            return reading.apply(books);
        } finally {
            lock.unlock();
        }
    }

    /** Changes them, in any case. */
    void change(Consumer<Books> how) throws IOException {
        Optional<Boolean> _ = tryChange(copy -> {
            how.accept(copy);
            return Optional.of(true);
        });
    }

    /** Changes them, unless nothing comes of it. */
    <T> Optional<T> tryChange(Function<Books, Optional<T>> how) throws IOException {
        Optional<T> result;
        lock.lock();
        try {
            Books copy = books.copy();
            result = how.apply(copy);
            if (result.isPresent()) {
                file.write(copy);
                books = copy;
            }
        } finally {
            lock.unlock();
        }
        if (result.isPresent()) {
            changed.run();
        }
        return result;
    }
}
