#pragma once

#include <vector>

#include "model/model.hpp"

namespace coppice {

/// The model that takes the mean of these models' predictions, by their weights (which need not
/// add up to 1): probabilities where there are classes, else numbers. Its columns are those of all
/// parts, by name; its objective is the first part's. Throws a model error, which names the part,
/// where they do not learn the same from files of one kind: other classes or labels, regressions
/// of other objectives, a column of two kinds; or where one is a joint model itself.
Model blend(std::vector<Part> parts);

}  // namespace coppice
