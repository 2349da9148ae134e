package pixelforest.annotation;

/** The part of a row that a shape covers: from..to, ends included; empty where from is beyond to. */
final class Interval {
    private static final Interval EMPTY = new Interval(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    final double from;
    final double to;

    private Interval(double from, double to) {
        this.from = from;
        this.to = to;
    }

    /** The smallest interval that contains both. */
    Interval hull(Interval other) {
        return new Interval(Math.min(from, other.from), Math.max(to, other.to));
    }

    /** Row y of the disc around (cx, cy). */
    static Interval ofDisc(double cx, double cy, double radius, double y) {
        double square = radius * radius - (y - cy) * (y - cy);
        if (!(square >= 0)) {
            return EMPTY;
        }
        double half = Math.sqrt(square);
        return new Interval(cx - half, cx + half);
    }

    /** Row y of the rectangle that the segment from (x0, y0) to (x1, y1) is the middle of: radius to either side. */
    static Interval ofBand(double x0, double y0, double x1, double y1, double radius, double y) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        if (!(length > 0)) {
            return EMPTY;
        }
        double ux = (x1 - x0) / length;
        double uy = (y1 - y0) / length;
        // With d = x - x0 and e = y - y0: 0 <= d ux + e uy <= length, and -radius <= d uy - e ux <= radius.
        double e = y - y0;
        Interval along = solve(ux, -e * uy, length - e * uy);
        Interval across = solve(uy, e * ux - radius, e * ux + radius);
        double from = Math.max(along.from, across.from);
        double to = Math.min(along.to, across.to);
        return from <= to ? new Interval(x0 + from, x0 + to) : EMPTY;
    }

    /** All d with low <= d a <= high. */
    private static Interval solve(double a, double low, double high) {
        if (a > 0) {
            return new Interval(low / a, high / a);
        }
        if (a < 0) {
            return new Interval(high / a, low / a);
        }
        return low <= 0 && 0 <= high ? new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY) : EMPTY;
    }
}
