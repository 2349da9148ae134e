package loci.plugins.in;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import loci.plugins.prefs.OptionsList;

/** As in Bio-Formats, with the options that tests need. */
public class ImporterOptions extends OptionsList {
    private final List<Boolean> seriesOn = new ArrayList<>();

    public ImporterOptions() throws IOException {}

    public String getId() {
        return (String) values.get("id");
    }

    public void setId(String s) {
        values.put("id", s);
    }

    public boolean isQuiet() {
        return is("quiet");
    }

    public void setQuiet(boolean b) {
        values.put("quiet", b);
    }

    public boolean isWindowless() {
        return is("windowless");
    }

    public void setWindowless(boolean b) {
        values.put("windowless", b);
    }

    public void setAutoscale(boolean b) {
        values.put("autoscale", b);
    }

    public String getStackOrder() {
        return (String) values.get("stackOrder");
    }

    public void setStackOrder(String s) {
        values.put("stackOrder", s);
    }

    public boolean isVirtual() {
        return is("virtual");
    }

    public void setVirtual(boolean b) {
        values.put("virtual", b);
    }

    public boolean isSeriesOn(int s) {
        return s < seriesOn.size() ? seriesOn.get(s) : seriesOn.isEmpty() && s == 0;
    }

    public void setSeriesOn(int s, boolean value) {
        while (seriesOn.size() <= s) {
            seriesOn.add(false);
        }
        seriesOn.set(s, value);
    }

    private boolean is(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }
}
