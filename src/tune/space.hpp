#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "boost/boost_params.hpp"

namespace coppice {

/// A parameter of the space counts only where another one has one of these values.
struct Condition {
  std::string name;
  std::vector<std::string> values;
};

/// What one parameter may be: one of a list of values, or a number in a range.
struct Dimension {
  std::string name;
  std::string origin;               ///< "space.toml:12: ", for messages
  std::vector<std::string> values;  ///< the list; empty: a range
  double min = 0, max = 0;          ///< the range, both ends included
  bool log = false;                 ///< even on a logarithmic scale
  double step = 0;                  ///< only min + k step; 0: any number
  int points = 0;                   ///< values in a grid; 0: each step
  bool integer = false;             ///< whole numbers only; set by check_space
  std::vector<Condition> when;      ///< all must hold
};

/// The parameters that a sweep tries, in the order of the file: a condition names one before it, or
/// a parameter that is fixed.
struct Space {
  std::vector<Dimension> dimensions;
};

/// The parameters of one trial that the space decides, with their values as text.
using Assignment = std::vector<std::pair<std::string, std::string>>;

/// Checks each range and list against the parameter table, before anything runs, and that each
/// booster uses what its trials set. `fixed` are the parameters that all trials share. Throws usage
/// errors that name the place in the file.
void check_space(Space& space, const TrainParams& fixed);

/// The value at place `unit`, from 0 to below 1, of the dimension. Numbers are rounded to four
/// digits, so that they are easy to read and exact as text.
std::string value_at(const Dimension& dimension, double unit);

/// The trial at a point of the unit cube: a coordinate a dimension; those whose conditions do not
/// hold are left out.
Assignment assignment_at(const Space& space, const TrainParams& fixed,
                         std::span<const double> unit);

/// True where dimension `index` counts in a trial whose values so far are `values`.
bool is_active(const Space& space, std::size_t index, const TrainParams& fixed,
               const Assignment& values);

/// The values of one dimension in a grid. Throws a usage error for a range without steps.
std::vector<std::string> grid_values(const Dimension& dimension);

/// Every combination, the last dimension fastest; a dimension that does not count is left out and
/// multiplies nothing. Throws a usage error for more than a million.
std::vector<Assignment> grid_of(const Space& space, const TrainParams& fixed);

/// The fixed parameters with those of a trial; what neither sets is at the trial's booster's
/// default.
TrainParams with_values(const TrainParams& fixed, const Assignment& values);

/// "max-leaves=31 learning-rate=0.1".
std::string text_of(const Assignment& values);

}  // namespace coppice
