// Compares Pixel Forest with a global threshold (Otsu's) on an image whose truth is known.
//
// The argument is the folder for the sample, its model and its mask. Without one the macro asks.

folder = getArgument();
if (folder == "") folder = getDirectory("Folder for the results");
if (!endsWith(folder, "/")) folder += File.separator;
call("pixelforest.Macro.run", "sample", "seed=1 size=128x128x24 folder=[" + folder + "]");
sample = folder + "sample.tif";

// Pixel Forest: twenty strokes, a model, a mask.
call("pixelforest.Macro.run", "train", "image=[" + sample + "] model=[" + folder + "nuclei.pforest]");
call("pixelforest.Macro.run", "apply",
    "model=[" + folder + "nuclei.pforest] image=[" + sample + "] results=mask folder=[" + folder + "]");
forest = evaluate(folder + "sample_mask.tif");

// Otsu's threshold of the whole stack: 1 where a voxel reaches it, else 0.
setBatchMode(true);
File.openSequence(folder, "filter=(sample\\.tif)"); // as open(sample), which plain ImageJ cannot do without a screen
rename("otsu");
setAutoThreshold("Otsu dark stack");
getThreshold(lower, upper);
resetThreshold();
for (z = 1; z <= nSlices; z++) {
    setSlice(z);
    changeValues(0, lower - 1, 0);
    changeValues(lower, 65535, 1);
}
otsu = evaluate("otsu");

print("Dice, and how many of the nuclei were covered");
print("Otsu          " + otsu);
print("Pixel Forest  " + forest);
print("finished");

function evaluate(labels) {
    List.setList(call("pixelforest.Macro.run", "evaluate", "labels=[" + labels + "] truth=[" + folder + "sample_truth.tif]"));
    return List.get("dice") + "   " + List.get("covered_objects") + " of " + List.get("truth_objects");
}
