#pragma once

#include <string>
#include <vector>

#include "boost/labels.hpp"
#include "boost/prepare.hpp"

namespace coppice {

/// The weight of each class by --class-weight, from the weights of the rows that have it. balanced
/// gives class k the weight W / (K W_k), with W_k the sum of its rows' weights (1 each without), W
/// that of all and K the number of classes: the heuristic of King & Zeng, "Logistic regression in
/// rare events data", 2001. A class without rows gets 1. Throws a usage error where an entry is
/// neither that nor CLASS=W, names no class, or leaves no row any weight.
std::vector<double> class_weights(const std::vector<std::string>& entries, const Task& task,
                                  const Targets& targets);

/// Multiplies the rows' weights by those of their classes, where there are entries. Throws a usage
/// error where the task has no classes, and as class_weights does.
void weigh_classes(const std::vector<std::string>& entries, const Task& task, PreparedSet& set);

}  // namespace coppice
