#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/table.hpp"
#include "model/model.hpp"

namespace coppice {

/// A model compiled for speed when it is loaded. For each feature that the trees use, the
/// thresholds of all trees are sorted once; a row's value becomes the number of thresholds below
/// it (a small integer code), and trees compare codes only. Rows go through the trees in blocks,
/// many at a time. The answers are the same bits as a walk of one row over the resting trees.
/// A joint model predicts with its parts first (parts.hpp).
class Predictor {
 public:
  explicit Predictor(const Model& model);
  ~Predictor();
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;

  std::size_t outputs() const;
  /// Raw scores of all rows, outputs x rows, output by output. `table` fits the model's schema.
  /// Trees [0, trees) only where trees >= 0.
  void raw_scores(const Table& table, std::span<double> out, int trees = -1) const;
  /// Leaf numbers, trees x rows, tree by tree; not of a joint model.
  void leaves(const Table& table, std::span<std::int32_t> out) const;

 private:
  struct Compiled;
  struct Joint;
  void joint_scores(const Table& table, std::span<double> out, int trees) const;
  void own_scores(const Table& table, std::span<double> out, int trees) const;

  std::unique_ptr<Compiled> compiled_;
  std::unique_ptr<Joint> joint_;  ///< of a joint model
};

}  // namespace coppice
