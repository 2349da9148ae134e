package pixelforest.engine;

/** A bright disc in the middle of each slice. */
class Disc implements PlaneSource {
    static final int SIZE = 64;
    static final int RADIUS = 16;

    private final int type;
    private final int depth;

    Disc(int type, int depth) {
        this.type = type;
        this.depth = depth;
    }

    static int at(int x, int y) {
        return y * SIZE + x;
    }

    static double distance(int x, int y) {
        return Math.hypot(x - 32, y - 32);
    }

    int value(int x, int y) {
        return distance(x, y) < RADIUS ? 200 : 50;
    }

    @Override
    public String name() {
        return "disc";
    }

    @Override
    public int[] shape() {
        return new int[] {1, type == RGB ? 3 : 1, depth, SIZE, SIZE};
    }

    @Override
    public int pixelType() {
        return type;
    }

    @Override
    public double zRatio() {
        return 0;
    }

    @Override
    public Object plane(int frame, int channel, int z) {
        byte[] bytes = new byte[SIZE * SIZE];
        short[] shorts = new short[SIZE * SIZE];
        int[] colors = new int[SIZE * SIZE];
        float[] floats = new float[SIZE * SIZE];
        for (int i = 0; i < bytes.length; i++) {
            int value = value(i % SIZE, i / SIZE);
            bytes[i] = (byte) value;
            shorts[i] = (short) value;
            colors[i] = value << 16 | value << 8 | (255 - value);
            floats[i] = value;
        }
        return type == UINT8 ? bytes : type == UINT16 ? shorts : type == RGB ? (Object) colors : floats;
    }
}
