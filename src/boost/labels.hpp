#pragma once

#include <string>
#include <vector>

#include "base/observer.hpp"
#include "boost/boost_params.hpp"
#include "data/table.hpp"
#include "loss/objective.hpp"

namespace coppice {

/// What is to be learned: the objective, and the names of its classes (none for regression).
struct Task {
  Objective objective;
  std::vector<std::string> classes;
};

/// Chooses the objective where it is automatic: text labels and numeric labels of at most
/// kFewClasses whole numbers are classes (two: logistic, more: softmax), others are numbers
/// (squared_error); a forest learns classes by brier. Classes are sorted: numbers by value, texts
/// by bytes. Says what it chose.
Task choose_task(const Column& label, const ObjectiveParams& params, Observer& observer,
                 Booster booster = Booster::gbdt);

inline constexpr std::size_t kFewClasses = 30;

/// The labels as the task wants them: class numbers, or numbers. `path` and `lines` (may be
/// empty) name the place of a label that does not fit. Numbers stay in the memory of the column
/// that is given away.
std::vector<double> task_labels(Column label, const Objective& objective,
                                const std::vector<std::string>& classes, const std::string& path,
                                const RowLines& lines);

/// "file.csv:7", or "file.csv: row 6" where the lines are not known.
std::string place_of(const std::string& path, const RowLines& lines, std::size_t row);

}  // namespace coppice
