// Compares Pixel Forest with a global threshold (Otsu's) on an image whose truth is known.
//
// Otsu's objects are the connected components of the thresholded image, or what a watershed of the distances makes of them.
//
// The argument is the folder for the sample, its model and its results. Without one the macro asks.

folder = getArgument();
if (folder == "") folder = getDirectory("Folder for the results");
if (!endsWith(folder, "/")) folder += File.separator;
call("pixelforest.Macro.run", "sample", "seed=1 size=128x128x24 folder=[" + folder + "]");
sample = folder + "sample.tif";

// Pixel Forest: twenty strokes, a model, objects.
call("pixelforest.Macro.run", "train", "image=[" + sample + "] model=[" + folder + "nuclei.pforest]");
call("pixelforest.Macro.run", "apply",
    "model=[" + folder + "nuclei.pforest] image=[" + sample + "] results=objects folder=[" + folder + "]");

// overlay draws what was matched, missed and spurious; the folder also receives Otsu's objects and the table.
List.setList(call("pixelforest.Macro.run", "evaluate", "labels=[" + folder + "sample_objects.tif] truth=[" + folder
    + "sample_truth.tif] image=[" + sample + "] overlay folder=[" + folder + "]"));
print("Of " + List.get("truth_objects") + " nuclei: dice, f1, merged, split, missed");
show("Otsu              ", "otsu.");
show("Otsu + watershed  ", "otsu_watershed.");
show("Pixel Forest      ", "");
print("finished");

function show(name, of) {
    figures = newArray("dice", "f1", "merged", "split", "missed");
    for (i = 0; i < figures.length; i++) name += "   " + List.get(of + figures[i]);
    print(name);
}
