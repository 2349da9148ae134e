package pixelforest.image;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** RoiSet.zip files, as the ROI Manager saves them. */
public final class RoiArchive {
    private RoiArchive() {}

    /** Saves ROIs under their names; names that are taken get a number. */
    public static void save(List<Roi> rois, File archive) throws IOException {
        AtomicFile.write(archive, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            Set<String> taken = new HashSet<>();
            for (Roi roi : rois) {
                String name = roi.getName();
                for (int i = 1; !taken.add(name); i++) {
                    name = roi.getName() + "-" + i;
                }
                zip.putNextEntry(new ZipEntry(name + ".roi"));
                zip.write(RoiEncoder.saveAsByteArray(roi));
            }
            zip.finish();
        });
    }
}
