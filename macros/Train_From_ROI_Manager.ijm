// Trains a model from the strokes in the ROI Manager.
//
// Each ROI's group (Edit > Selection > Properties) is its class: 1 is the first name of classes=, 2 the second. ROIs
// without a group count by their name: "Nucleus", "Nucleus-2". On a stack each needs its slice, which the ROI Manager
// notes when a ROI is added to it.
//
// The argument is the folder that receives the sample, its strokes and the model; without one, the macro asks. To train on
// an image of yours, open it, fill the ROI Manager, and write its title after image=.

folder = getArgument();
if (folder == "") folder = getDirectory("Folder for the model");
if (!endsWith(folder, "/")) folder += File.separator;
call("pixelforest.Macro.run", "sample", "size=128x128x24 folder=[" + folder + "]");
strokes = folder + "sample_strokes.zip";

if (matches(call("java.awt.GraphicsEnvironment.isHeadless"), "true")) {
    annotations = "[" + strokes + "]"; // without a screen plain ImageJ has no ROI Manager: its file does as well
} else {
    roiManager("reset");
    roiManager("open", strokes);
    print(roiManager("count") + " strokes in the ROI Manager");
    annotations = "roi-manager";
}

result = call("pixelforest.Macro.run", "train", "image=[" + folder + "sample.tif] classes=Background,Nucleus"
    + " annotations=" + annotations + " model=[" + folder + "nuclei.pforest]");

List.setList(result);
print("pixels of nuclei: " + List.get("samples.Nucleus") + ", in strokes: " + List.get("strokes.Nucleus"));
print("error on strokes that were left out: " + List.get("held_out_error"));
print("model: " + List.get("model"));
print("finished");
