package pixelforest.engine;

import java.io.IOException;
import java.util.Map;

/** Work that reads images block by block. The library plans the blocks, this class fetches them. */
public abstract class Job extends Handle {
    private volatile boolean cancelled;

    Job(long id) {
        super(id);
    }

    /** Part of the work of jobs that is done, 0 to 1. Any thread may ask. */
    public static double progress(Iterable<? extends Job> jobs) {
        long done = 0;
        long total = 0;
        for (Job job : jobs) {
            long[] state = Native.jobProgress(job.id());
            done += state[0];
            total += state[1];
        }
        return total == 0 ? 0 : Math.min(1, (double) done / total);
    }

    /** Asks the work to stop: it ends with a CancellationException. Any thread may ask. */
    public final void cancel() {
        cancelled = true;
        Native.jobCancel(id());
    }

    /** What the job did, for the command's result. */
    public final Map<String, String> report() {
        return Lines.parse(Native.jobReport(id()));
    }

    /** Peak of bytes that the job expects to hold. */
    public final long forecastBytes() {
        return Native.jobForecast(id())[0];
    }

    /** Names of the channels of result number {@code which}. */
    public final String[] channelNames(int which) {
        return Native.jobChannelNames(id(), which);
    }

    /** Reads the blocks from the images, works on each and gives its result to {@link #receive}, all at the same time. */
    final void run(PlaneSource... images) throws IOException {
        Pipeline.run(new Pipeline.Work<Block, Result>() {
            @Override
            public Block read() throws IOException {
                Block block = Block.next(Job.this);
                if (block == null) {
                    return null;
                }
                try {
                    block.fill(images, () -> cancelled);
                    return block;
                } catch (IOException | RuntimeException | Error e) {
                    block.close();
                    throw e;
                }
            }

            @Override
            public Result process(Block block) {
                long result = Native.jobProcess(id(), block.id());
                return result == 0 ? null : new Result(result);
            }

            @Override
            public void store(Result result) throws IOException {
                receive(result);
            }

            @Override
            public void stop() {
                cancel();
            }
        });
    }

    /** Takes a block's result, on one other thread than the caller's; jobs without results never get one. */
    void receive(Result result) throws IOException {}
}
