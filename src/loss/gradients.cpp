#include <span>

#include "loss/brier.hpp"
#include "loss/objective.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/rows.hpp"
#include "loss/softmax.hpp"

namespace coppice {

namespace {

GradientPair weighted(Derivatives d, double weight) {
  using namespace detail;
  return {static_cast<float>(bounded(d.first * weight, kFloatBounds)),
          static_cast<float>(bounded(d.second * weight, kFloatBounds))};
}

/// Losses with one score a row. `weight(i)` is a row's weight.
template <class Loss, class Weight>
void write_gradients(const Loss& loss, Scores raw, std::span<const double> labels,
                     const Weight& weight, std::span<GradientPair> out) {
  for_row_blocks(labels.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      out[i] = weighted(derivatives(loss, raw[i], labels[i]), weight(i));
    }
  });
}

template <class Weight>
void write_gradients(const Softmax& softmax, Scores raw, std::span<const double> labels,
                     const Weight& weight, std::span<GradientPair> out) {
  const std::size_t rows = labels.size();
  for_row_blocks(rows, [&](std::size_t block_begin, std::size_t block_end) {
    for_row_chunks(block_begin, block_end, [&](std::size_t begin, std::size_t count) {
      const SoftmaxChunk chunk(softmax, raw.data(), rows, begin, count);
      for (int k = 0; k < softmax.outputs; ++k) {
        const double* const scores = raw.data() + static_cast<std::size_t>(k) * rows + begin;
        GradientPair* const pairs = out.data() + static_cast<std::size_t>(k) * rows + begin;
        for (std::size_t i = 0; i < count; ++i) {
          const double p = chunk.probability(i, scores[i]);
          pairs[i] = weighted(derivatives(softmax, p, labels[begin + i], k), weight(begin + i));
        }
      }
    });
  });
}

template <class Weight>
void write_gradients(const Brier& brier, Scores raw, std::span<const double> labels,
                     const Weight& weight, std::span<GradientPair> out) {
  const std::size_t rows = labels.size();
  for_row_blocks(rows, [&](std::size_t begin, std::size_t end) {
    for (int k = 0; k < brier.outputs; ++k) {
      const std::size_t output = static_cast<std::size_t>(k) * rows;
      for (std::size_t i = begin; i < end; ++i) {
        out[output + i] = weighted(derivatives(brier, raw[output + i], labels[i], k), weight(i));
      }
    }
  });
}

/// Losses with one score a row.
template <class Loss>
void write_predictions(const Loss& loss, std::span<double> scores) {
  for_row_blocks(scores.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) scores[i] = prediction(loss, scores[i]);
  });
}

void write_predictions(const Softmax& softmax, std::span<double> scores) {
  const std::size_t rows = scores.size() / static_cast<std::size_t>(softmax.outputs);
  for_row_blocks(rows, [&](std::size_t block_begin, std::size_t block_end) {
    for_row_chunks(block_begin, block_end, [&](std::size_t begin, std::size_t count) {
      const SoftmaxChunk chunk(softmax, scores.data(), rows, begin, count);
      for (double* x = scores.data() + begin; x < scores.data() + scores.size(); x += rows) {
        for (std::size_t i = 0; i < count; ++i) x[i] = chunk.probability(i, x[i]);
      }
    });
  });
}

void write_predictions(const Brier& brier, std::span<double> scores) {
  const std::size_t rows = scores.size() / static_cast<std::size_t>(brier.outputs);
  for_row_blocks(rows, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) make_probabilities(brier, &scores[i], rows);
  });
}

template <class Loss>
double loss_sum(const Loss& loss_of, Scores raw, const Targets& targets) {
  return weighted_sum(targets,
                      [&](std::size_t i) { return loss(loss_of, raw[i], targets.labels[i]); });
}

double loss_sum(const Softmax& softmax, Scores raw, const Targets& targets) {
  const std::size_t rows = targets.labels.size();
  return sum_of_chunks(rows, [&](std::size_t begin, std::size_t count, double* terms) {
    const SoftmaxChunk chunk(softmax, raw.data(), rows, begin, count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto label = static_cast<std::size_t>(targets.labels[begin + i]);
      terms[i] = chunk.loss(i, raw[label * rows + begin + i]);
      if (!targets.weights.empty()) terms[i] *= targets.weights[begin + i];
    }
  });
}

double loss_sum(const Brier& brier, Scores raw, const Targets& targets) {
  const std::size_t rows = targets.labels.size();
  return weighted_sum(targets, [&](std::size_t i) {
    double sum = 0;
    for (int k = 0; k < brier.outputs; ++k) {
      const double error =
          raw[static_cast<std::size_t>(k) * rows + i] - indicator(brier, targets.labels[i], k);
      sum += 0.5 * error * error;
    }
    return sum;
  });
}

}  // namespace

void gradients(const Objective& objective, Scores raw, const Targets& targets,
               std::span<GradientPair> out) {
  std::visit(
      [&](const auto& loss) {
        if (targets.weights.empty()) {
          write_gradients(
              loss, raw, targets.labels, [](std::size_t) { return 1.0; }, out);
        } else {
          const double* const weights = targets.weights.data();
          write_gradients(
              loss, raw, targets.labels, [=](std::size_t i) { return weights[i]; }, out);
        }
      },
      objective);
}

void transform(const Objective& objective, std::span<double> scores) {
  std::visit([&](const auto& loss) { write_predictions(loss, scores); }, objective);
}

double mean_loss(const Objective& objective, Scores raw, const Targets& targets) {
  const double sum =
      std::visit([&](const auto& loss) { return loss_sum(loss, raw, targets); }, objective);
  return sum / total_weight(targets);
}

}  // namespace coppice
