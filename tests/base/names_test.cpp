#include <doctest/doctest.h>

#include <string>

#include "base/parameters.hpp"

using namespace coppice;

namespace {
const std::vector<std::string_view> kKnown{"trees", "max-leaves", "max-depth", "learning-rate",
                                           "seed"};
}

TEST_CASE("the nearest name is found over a typing error") {
  CHECK(nearest_name("tres", kKnown) == "trees");        // one lost
  CHECK(nearest_name("treees", kKnown) == "trees");      // one too many
  CHECK(nearest_name("trefs", kKnown) == "trees");       // one wrong
  CHECK(nearest_name("terse", kKnown) == std::nullopt);  // two swaps are two errors in five letters
  CHECK(nearest_name("teres", kKnown) == "trees");       // two swapped
  CHECK(nearest_name("max-laeves", kKnown) == "max-leaves");
  CHECK(nearest_name("lerning-rat", kKnown) == "learning-rate");
}

TEST_CASE("case, underscores and leading dashes do not count as errors") {
  CHECK(nearest_name("Max_Leaves", kKnown) == "max-leaves");
  CHECK(nearest_name("--max_depth", kKnown) == "max-depth");
}

TEST_CASE("a name that is far from all has no nearest one") {
  CHECK(nearest_name("frobnicate", kKnown) == std::nullopt);
  CHECK(nearest_name("", kKnown) == std::nullopt);
  CHECK(nearest_name("x", kKnown) == std::nullopt);
  CHECK(nearest_name(std::string(100000, 'a'), kKnown) == std::nullopt);
  CHECK(nearest_name("trees", {}) == std::nullopt);
}

TEST_CASE("of two names the closer one is nearest") {
  CHECK(nearest_name("max-deaves", kKnown) == "max-leaves");
}

TEST_CASE("other tools' parameters are known by our names, whatever their dashes and case") {
  CHECK(name_in_coppice("num_leaves") == "max-leaves");  // LightGBM
  CHECK(name_in_coppice("num-leaves") == "max-leaves");
  CHECK(name_in_coppice("--NUM_LEAVES") == "max-leaves");
  CHECK(name_in_coppice("reg_lambda") == "lambda-l2");  // XGBoost
  CHECK(name_in_coppice("colsample_bytree") == "column-fraction");
  CHECK(name_in_coppice("l2_leaf_reg") == "lambda-l2");           // CatBoost
  CHECK(name_in_coppice("n_estimators") == "trees");              // scikit-learn
  CHECK(name_in_coppice("min-node-size") == "min-rows-in-leaf");  // ranger
  CHECK(name_in_coppice("shrinkage") == "learning-rate");         // YDF
  CHECK(name_in_coppice("no-such-thing") == std::nullopt);
  CHECK(name_in_coppice("") == std::nullopt);
}

TEST_CASE("one of our own names is no other tool's spelling") {
  for (const char* name : {"max-leaves", "lambda-l2", "learning-rate", "trees", "row-fraction",
                           "column-fraction", "max-bins", "min-rows-in-leaf"}) {
    CHECK(name_in_coppice(name) == std::nullopt);
  }
}
