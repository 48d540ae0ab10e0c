#include "loss/objective.hpp"

#include "base/error.hpp"

namespace coppice {

Objective make_objective(const ObjectiveParams& params, int classes) {
  switch (params.objective) {
    case ObjectiveKind::squared_error:
      return SquaredError{};
    case ObjectiveKind::absolute_error:
      return AbsoluteError{};
    case ObjectiveKind::huber:
      return Huber{.delta = params.huber_delta};
    case ObjectiveKind::quantile:
      return Quantile{.quantile = params.quantile};
    case ObjectiveKind::poisson:
      return Poisson{};
    case ObjectiveKind::logistic:
      if (classes <= 2) return Logistic{};
      throw usage_error(
          "objective: logistic needs a label of 2 classes, this one has {}; use softmax", classes);
    case ObjectiveKind::softmax:
      if (classes >= 2) return Softmax{.outputs = classes};
      throw usage_error("objective: softmax needs a label of 2 classes or more, this one has {}",
                        classes);
    case ObjectiveKind::brier:
      if (classes >= 2) return Brier{.outputs = classes == 2 ? 1 : classes};
      throw usage_error("objective: brier needs a label of 2 classes or more, this one has {}",
                        classes);
    case ObjectiveKind::automatic:
      break;
  }
  throw usage_error("objective: auto stands for a choice that the data makes; name an objective");
}

ObjectiveKind objective_kind(const Objective& objective) {
  return std::visit([](const auto& loss) { return loss.kind; }, objective);
}

std::string_view objective_name(const Objective& objective) {
  return enum_name(objective_kind(objective));
}

int output_count(const Objective& objective) {
  return std::visit([](const auto& loss) { return loss.outputs; }, objective);
}

bool is_classification(ObjectiveKind kind) {
  return kind == ObjectiveKind::logistic || kind == ObjectiveKind::softmax ||
         kind == ObjectiveKind::brier;
}

bool is_classification(const Objective& objective) {
  return is_classification(objective_kind(objective));
}

bool learns_numbers(ObjectiveKind kind) {
  return kind != ObjectiveKind::automatic && !is_classification(kind);
}

bool has_constant_hessian(const Objective& objective) {
  return std::visit([](const auto& loss) { return loss.constant_hessian; }, objective);
}

}  // namespace coppice
