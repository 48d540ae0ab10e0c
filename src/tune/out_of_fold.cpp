#include "tune/out_of_fold.hpp"

#include <limits>

#include "data/copy_rows.hpp"
#include "model/predictor.hpp"

namespace coppice {

std::vector<double> out_of_fold(const Table& table, const std::vector<Fold>& folds,
                                const std::vector<Model>& models) {
  const std::size_t outputs = models.front().outputs();
  std::vector<double> sums(outputs * table.rows, 0);
  std::vector<int> counts(table.rows, 0);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const std::vector<std::uint32_t>& rows = folds[i].held_out;
    const Table held_out = copy_rows(table, rows);
    std::vector<double> scores(outputs * rows.size());
    Predictor(models[i]).raw_scores(held_out, scores);
    transform(models[i].objective, scores);
    for (std::size_t j = 0; j < rows.size(); ++j) {
      ++counts[rows[j]];
      for (std::size_t k = 0; k < outputs; ++k) {
        sums[k * table.rows + rows[j]] += scores[k * rows.size() + j];
      }
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const int count = counts[i % table.rows];
    sums[i] = count > 0 ? sums[i] / count : std::numeric_limits<double>::quiet_NaN();
  }
  return sums;
}

}  // namespace coppice
