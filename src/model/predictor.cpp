#include "model/predictor.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "base/parallel.hpp"
#include "model/encoder.hpp"
#include "model/forest.hpp"
#include "model/parts.hpp"
#include "model/weighted_median.hpp"

namespace coppice {

namespace {

using AnyForest = std::variant<Forest<std::uint8_t>, Forest<std::uint16_t>, Forest<std::uint32_t>>;

/// Bytes of the codes of one block: with the nodes of a tree they stay in the first-level cache.
constexpr std::size_t kBlockBytes = std::size_t{16} << 10;
constexpr std::size_t kMinBlock = 64, kMaxBlock = 256;

std::size_t code_bytes(const Codebook& book) {
  const std::uint32_t highest = book.highest_code();
  return highest <= 0xFF ? 1 : highest <= 0xFFFF ? 2 : 4;
}

std::size_t block_rows(const Codebook& book) {
  const std::size_t row_bytes = std::max<std::size_t>(1, book.slots() * code_bytes(book));
  return std::clamp(kBlockBytes / row_bytes, kMinBlock, kMaxBlock) / kMinBlock * kMinBlock;
}

AnyForest compile(const Model& model, const Codebook& book, std::size_t block) {
  switch (code_bytes(book)) {
    case 1:
      return Forest<std::uint8_t>(model, book, block);
    case 2:
      return Forest<std::uint16_t>(model, book, block);
    default:
      return Forest<std::uint32_t>(model, book, block);
  }
}

}  // namespace

struct Predictor::Compiled {
  explicit Compiled(const Model& model)
      : book(model),
        block(block_rows(book)),
        forest(compile(model, book, block)),
        base_scores(model.ensemble.base_scores),
        combine(model.ensemble.combine),
        linear(model.ensemble.linear),
        tree_weights(model.ensemble.tree_weights) {
    for (const Tree& tree : model.ensemble.trees) leaf_terms.push_back(tree.leaf_terms);
  }

  /// Calls body(forest, encoder, begin, rows) for all blocks of rows, in parallel.
  template <class Body>
  void for_blocks(const Table& table, const Body& body) const;

  Codebook book;
  std::size_t block;
  AnyForest forest;
  std::vector<double> base_scores;
  Combine combine;
  LinearModel linear;
  std::vector<double> tree_weights;
  std::vector<LeafTerms> leaf_terms;  ///< of each tree
};

template <class Body>
void Predictor::Compiled::for_blocks(const Table& table, const Body& body) const {
  const auto visit = [&]<class Code>(const Forest<Code>& typed) {
    // An encoder is set up once for several blocks, but small tables still use all threads.
    const std::size_t shares = inside_team() ? 1 : 4 * static_cast<std::size_t>(thread_count());
    const std::size_t blocks = std::clamp<std::size_t>(table.rows / (block * shares), 1, 16);
    parallel_blocks(table.rows, block * blocks, [&](std::size_t begin, std::size_t end) {
      Encoder<Code> encoder(book, table, block);
      for (std::size_t row = begin; row < end; row += block) {
        const std::size_t rows = std::min(block, end - row);
        body(typed, encoder.encode(row, rows), row, rows);
      }
    });
  };
  std::visit(visit, forest);
}

/// The parts, and the joint model as stack_rows and blend_scores know it: all but the ensembles.
struct Predictor::Joint {
  explicit Joint(const Model& model) : parts(model) {
    shape.schema = model.schema;
    shape.objective = model.objective;
    shape.classes = model.classes;
    shape.joining = model.joining;
    shape.passthrough = model.passthrough;
    for (const Part& part : model.parts) {
      Part& known = shape.parts.emplace_back();
      known.name = part.name;
      known.weight = part.weight;
      known.model.classes = part.model.classes;
      known.model.ensemble.base_scores = part.model.ensemble.base_scores;
    }
  }

  Model shape;
  PartPredictors parts;
};

Predictor::Predictor(const Model& model) {
  if (model.parts.empty()) {
    compiled_ = std::make_unique<Compiled>(model);
    return;
  }
  compiled_ = std::make_unique<Compiled>(stack_ensemble(model));
  joint_ = std::make_unique<Joint>(model);
}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

std::size_t Predictor::outputs() const {
  return compiled_->base_scores.size();
}

namespace {

/// How many of the trees [0, trees) add to each output.
template <class Code>
std::vector<std::size_t> trees_an_output(const Forest<Code>& forest, std::size_t trees,
                                         std::size_t outputs) {
  std::vector<std::size_t> counts(outputs);
  for (std::size_t tree = 0; tree < trees; ++tree) {
    for (std::uint32_t k = 0; k < forest.width(tree); ++k) ++counts[forest.output(tree) + k];
  }
  return counts;
}

/// Leaves of a block's rows, with room for the rows that fill up the last step of a scan.
using BlockLeaves = std::array<std::uint32_t, kMaxBlock>;
static_assert(kMinBlock % LeafScan::kRows == 0);

/// Weighted medians of the first `count` trees for a block of rows, plus `base`.
template <class Code>
void write_medians(const Forest<Code>& forest, const Code* codes, std::size_t rows,
                   std::size_t count, std::span<const double> weights, double base, double* out) {
  std::vector<WeightedVote> votes(count * rows);  // row by row
  BlockLeaves leaves;
  for (std::size_t tree = 0; tree < count; ++tree) {
    forest.find_leaves(tree, codes, rows, leaves.data());
    for (std::size_t i = 0; i < rows; ++i)
      votes[i * count + tree] = {forest.values(tree)[leaves[i]], weights[tree]};
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const auto own = std::span(votes).subspan(i * count, count);
    std::stable_sort(own.begin(), own.end());
    out[i] = base + (count > 0 ? weighted_median(own) : 0);
  }
}

}  // namespace

void Predictor::joint_scores(const Table& table, std::span<double> out, int trees) const {
  std::vector<Predictions> of_parts = joint_->parts.predict(table);
  if (joint_->shape.joining == Joining::blend) {
    return blend_scores(joint_->shape, of_parts, out);
  }
  const Table rows = stack_rows(joint_->shape, table, std::move(of_parts));
  own_scores(rows, out, trees);
}

void Predictor::raw_scores(const Table& table, std::span<double> out, int trees) const {
  if (joint_) return joint_scores(table, out, trees);
  own_scores(table, out, trees);
}

void Predictor::own_scores(const Table& table, std::span<double> out, int trees) const {
  const bool average = compiled_->combine == Combine::average;
  const std::vector<double>& base = compiled_->base_scores;
  const auto score_block = [&]<class Code>(const Forest<Code>& forest, const Code* codes,
                                           std::size_t begin, std::size_t rows) {
    const std::size_t count =
        trees < 0 ? forest.trees() : std::min(forest.trees(), static_cast<std::size_t>(trees));
    if (compiled_->combine == Combine::weighted_median) {
      return write_medians(forest, codes, rows, count, compiled_->tree_weights, base[0],
                           out.data() + begin);
    }
    const auto scores = [&](std::size_t output) {
      return out.data() + output * table.rows + begin;
    };
    for (std::size_t k = 0; k < outputs(); ++k)
      std::fill_n(scores(k), rows, average ? 0.0 : base[k]);
    BlockLeaves leaves;
    for (std::size_t tree = 0; tree < count; ++tree) {
      forest.find_leaves(tree, codes, rows, leaves.data());
      if (const LeafTerms& terms = compiled_->leaf_terms[tree]; terms.terms() > 0) {
        const double* values = forest.values(tree);
        const std::uint32_t* numbers = forest.leaf_numbers(tree);
        double* score = scores(forest.output(tree));
        for (std::size_t i = 0; i < rows; ++i) {
          score[i] +=
              terms.answer(numbers[leaves[i]], values[leaves[i]], table.features, begin + i);
        }
        continue;
      }
      if (const std::uint32_t* shared = forest.value_rows(tree); shared != nullptr) {
        for (std::size_t i = 0; i < rows; ++i) leaves[i] = shared[leaves[i]];
      }
      const std::size_t width = forest.width(tree);
      for (std::size_t k = 0; k < width; ++k) {
        const double* values = forest.values(tree) + k;
        double* score = scores(forest.output(tree) + k);
        for (std::size_t i = 0; i < rows; ++i) score[i] += values[leaves[i] * width];
      }
    }
    if (!average) return;
    const auto counts = trees_an_output(forest, count, outputs());
    for (std::size_t k = 0; k < outputs(); ++k) {
      const auto divisor = static_cast<double>(std::max<std::size_t>(counts[k], 1));
      for (std::size_t i = 0; i < rows; ++i) scores(k)[i] = base[k] + scores(k)[i] / divisor;
    }
  };
  compiled_->for_blocks(table, score_block);
  const LinearRows rows{table.rows, table.features, table.is_sparse ? &table.sparse : nullptr};
  add_linear(compiled_->linear, outputs(), rows, out);
}

void Predictor::leaves(const Table& table, std::span<std::int32_t> out) const {
  compiled_->for_blocks(table, [&]<class Code>(const Forest<Code>& forest, const Code* codes,
                                               std::size_t begin, std::size_t rows) {
    BlockLeaves leaves;
    for (std::size_t tree = 0; tree < forest.trees(); ++tree) {
      forest.find_leaves(tree, codes, rows, leaves.data());
      const std::uint32_t* numbers = forest.leaf_numbers(tree);
      std::int32_t* row = out.data() + tree * table.rows + begin;
      for (std::size_t i = 0; i < rows; ++i) row[i] = static_cast<std::int32_t>(numbers[leaves[i]]);
    }
  });
}

}  // namespace coppice
