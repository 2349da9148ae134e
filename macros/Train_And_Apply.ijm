// Pixel Forest from a macro: opens an image with strokes, trains a model from them and applies it.
//
// With a display the commands are those of the menu, which the Recorder records. Headless, where run() cannot open
// dialogs, the same options go through call(). Either way the result is a list of lines key=value.
//
// The argument is the folder that receives the files; without one, the macro asks.

folder = getArgument();
if (folder == "") folder = getDirectory("Folder for the results");
if (!endsWith(folder, "/")) folder += File.separator;
headless = matches(call("java.awt.GraphicsEnvironment.isHeadless"), "true");

// The sample: nuclei in 3D with ten strokes per class in its overlay. Use any image of yours instead, with lines drawn
// over it: group 1 (Edit > Selection > Properties) is the first class, group 2 the second.
pixelForest("Sample", "seed=1 size=128x128x24 folder=[" + folder + "]");

result = pixelForest("Train", "image=[" + folder + "sample.tif] classes=Background,Nucleus model=[" + folder + "nuclei.pforest]");
print(result);

result = pixelForest("Apply", "model=[" + folder + "nuclei.pforest] image=[" + folder + "sample.tif]"
    + " results=probabilities,mask folder=[" + folder + "]");
print(result);

result = pixelForest("Evaluate", "labels=[" + folder + "sample_mask.tif] truth=[" + folder + "sample_truth.tif]");
List.setList(result);
print("Dice " + List.get("dice"));
print("finished");

function pixelForest(command, options) {
    if (headless) return call("pixelforest.Macro.run", toLowerCase(command), options);
    run("Pixel Forest " + command + "...", options);
    return call("pixelforest.Macro.result");
}
