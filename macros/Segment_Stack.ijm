// Segments the current stack with a model and measures what was found.
//
// The objects have a number each, touching ones are separated, and their table is in calibrated units. The mask has 255 where the
// object's probability reaches threshold=, and follows ImageJ's setting for binary images, so that Analyze Particles and the commands
// of Process > Binary work on it.
//
// The argument is a folder with a model, nuclei.pforest; without one, the macro asks. Where the folder has no model, a
// sample is made, and a model of it; where no image is open, that sample is segmented.

folder = getArgument();
if (folder == "") folder = getDirectory("Folder of the model");
if (!endsWith(folder, "/")) folder += File.separator;
model = folder + "nuclei.pforest";
if (!File.exists(model)) {
    call("pixelforest.Macro.run", "sample", "size=128x128x24 folder=[" + folder + "]");
    call("pixelforest.Macro.run", "train", "image=[" + folder + "sample.tif] model=[" + model + "]");
}
image = folder + "sample.tif";
if (nImages > 0) image = getTitle();

result = call("pixelforest.Macro.run", "apply", "model=[" + model + "] image=[" + image + "]"
    + " results=mask,objects threshold=0.5 measure rois folder=[" + folder + "]");
List.setList(result);
mask = List.get("mask");
print(List.get("count") + " objects in " + List.get("seconds") + " s: " + List.get("objects"));
table = split(File.openAsString(List.get("measurements")), "\n");
print(table[0]);
print(table[1]);

// Every result knows the line that made it.
List.setList(call("pixelforest.Macro.run", "info", "image=[" + mask + "]"));
print("made by: " + List.get("command"));

if (matches(call("java.awt.GraphicsEnvironment.isHeadless"), "false")) { // run() needs ImageJ's menus, so a screen
    setBatchMode(true);
    open(mask);
    run("Analyze Particles...", "size=20-Infinity pixel show=Nothing summarize stack"); // objects of each slice
}
print("finished");
