#include "base/parameters.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/error.hpp"

namespace {

enum class Shape { round, square };

struct ToyParams {
  bool loud = true;
  int small = 5;
  std::int64_t whole = -7;
  std::uint64_t seed = 3;
  double rate = 0.1;
  double free = 2.5;
  Shape shape = Shape::square;
  std::string text = "abc";
  std::vector<std::string> list;
};
struct OtherParams {
  double level = 1;
};

}  // namespace

template <>
struct coppice::EnumNames<Shape> {
  static constexpr std::array<std::pair<Shape, const char*>, 2> names{
      {{Shape::round, "round"}, {Shape::square, "square"}}};
};
template <>
struct coppice::ParameterTable<ToyParams> {
  static constexpr const char* title = "Toys";
  static constexpr auto rows = std::tuple{
      Row{"loud", &ToyParams::loud, "Whether it can be heard"},
      Row{"small", &ToyParams::small, "A 32-bit number"},
      Row{"whole", &ToyParams::whole, "A 64-bit number", {-10, 1e15}},
      Row{"seed", &ToyParams::seed, "Any 64 bits"},
      Row{"rate", &ToyParams::rate, "A share", {0, 1, true}},
      Row{"free", &ToyParams::free, "Any number"},
      Row{"shape", &ToyParams::shape, "Its outline"},
      Row{"text", &ToyParams::text, "Its name"},
      Row{"list", &ToyParams::list, "Its friends"},
  };
};
template <>
struct coppice::ParameterTable<OtherParams> {
  static constexpr const char* title = "Others";
  static constexpr auto rows =
      std::tuple{Row{"level", &OtherParams::level, "At most three", {.max = 3}}};
};

using namespace coppice;

namespace {

/// A group and its parameters by name.
struct Toys {
  ToyParams toys;
  std::vector<Parameter> parameters = parameters_of(toys);

  Parameter& operator[](std::string_view name) {
    for (Parameter& parameter : parameters) {
      if (parameter.name == name) return parameter;
    }
    FAIL("no parameter of this name");
    return parameters[0];
  }

  /// The message that setting fails with; empty where it works.
  std::string refusal(std::string_view name, std::string_view text) {
    try {
      (*this)[name].set(text);
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::usage);
      return error.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("a group is described row by row, in order") {
  Toys toys;
  REQUIRE(toys.parameters.size() == 9);
  CHECK(toys.parameters[0].name == "loud");
  CHECK(toys.parameters[8].name == "list");
  CHECK(toys["rate"].group == "Toys");
  CHECK(toys["rate"].help == "A share");
  CHECK(toys["loud"].type == ParameterType::flag);
  CHECK(toys["small"].type == ParameterType::integer);
  CHECK(toys["seed"].type == ParameterType::integer);
  CHECK(toys["rate"].type == ParameterType::number);
  CHECK(toys["shape"].type == ParameterType::choice);
  CHECK(toys["text"].type == ParameterType::text);
  CHECK(toys["list"].type == ParameterType::list);
}

TEST_CASE("setting from text changes the field, and its text reads back to it") {
  Toys toys;
  const std::pair<const char*, const char*> settings[] = {
      {"loud", "false"},  {"small", "-12"},        {"whole", "999999999999999"},
      {"rate", "0.3"},    {"free", "-1.5e-300"},   {"seed", "18446744073709551615"},
      {"shape", "round"}, {"text", "x = 1, \"y\""}};
  for (const auto& [name, text] : settings) {
    CHECK(toys.refusal(name, text) == "");
    CHECK(toys[name].get() == text);
    const std::string before = toys[name].get();
    toys[name].set(before);
    CHECK(toys[name].get() == before);
  }
  CHECK(toys.toys.loud == false);
  CHECK(toys.toys.small == -12);
  CHECK(toys.toys.whole == 999999999999999);
  CHECK(toys.toys.rate == 0.3);
  CHECK(toys.toys.seed == ~std::uint64_t{0});
  CHECK(toys.toys.shape == Shape::round);
}

TEST_CASE("a number's text is the shortest that reads back exactly") {
  Toys toys;
  for (const double value : {0.1, 1.0 / 3, 1e-300, 123456789.123, 2.0}) {
    toys.toys.free = value;
    const std::string text = toys["free"].get();
    toys.toys.free = 0;
    toys["free"].set(text);
    CHECK(toys.toys.free == value);
  }
  toys.toys.free = 0.1;
  CHECK(toys["free"].get() == "0.1");
}

TEST_CASE("flags take the usual words") {
  Toys toys;
  for (const char* yes : {"true", "1", "yes", "on"}) {
    toys.toys.loud = false;
    toys["loud"].set(yes);
    CHECK(toys.toys.loud);
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    toys["loud"].set(no);
    CHECK_FALSE(toys.toys.loud);
    toys.toys.loud = true;
  }
  CHECK(toys.refusal("loud", "maybe") == "loud: 'maybe' is not true or false");
  CHECK(toys.toys.loud);
}

TEST_CASE("a list takes one entry a call and resets to its default") {
  Toys toys;
  toys["list"].set("a");
  toys["list"].set("b c");
  CHECK(toys.toys.list == std::vector<std::string>{"a", "b c"});
  CHECK(toys["list"].get() == "a,b c");
  CHECK(toys["list"].get_list() == toys.toys.list);
  toys["list"].reset();
  CHECK(toys.toys.list.empty());
}

TEST_CASE("reset gives every field its default back") {
  Toys toys;
  const ToyParams defaults;
  toys["small"].set("9");
  toys["shape"].set("round");
  toys["text"].set("z");
  for (Parameter& parameter : toys.parameters) parameter.reset();
  CHECK(toys.toys.small == defaults.small);
  CHECK(toys.toys.shape == defaults.shape);
  CHECK(toys.toys.text == defaults.text);
}

TEST_CASE("a value out of range is refused, with what is allowed, and changes nothing") {
  Toys toys;
  CHECK(toys.refusal("rate", "0") ==
        "rate: '0' is out of range; use a number above 0 and at most 1");
  CHECK(toys.refusal("rate", "1.1").find("out of range") != std::string::npos);
  CHECK(toys.refusal("whole", "-11") ==
        "whole: '-11' is out of range; use a whole number from -10 to 1000000000000000");
  CHECK(toys.refusal("small", "2147483648").find("from -2147483648 to 2147483647") !=
        std::string::npos);
  CHECK(toys.refusal("seed", "18446744073709551616").find("seed: ") == 0);
  CHECK(toys.refusal("seed", "-1").find("seed: ") == 0);
  CHECK(toys.refusal("free", "1e999") == "free: '1e999' is out of range; use a number");
  CHECK(toys.toys.rate == 0.1);
  CHECK(toys.toys.whole == -7);
  CHECK(toys.toys.small == 5);
  CHECK(toys.toys.seed == 3);
}

TEST_CASE("the ends of a range belong to it, but for an excluded minimum") {
  Toys toys;
  CHECK(toys.refusal("whole", "-10") == "");
  CHECK(toys.refusal("whole", "1000000000000000") == "");
  CHECK(toys.refusal("rate", "1") == "");
  CHECK(toys.refusal("rate", "1e-300") == "");
  CHECK(toys.refusal("small", "2147483647") == "");
}

TEST_CASE("a text that is not a number is refused") {
  Toys toys;
  for (const char* text : {"", "+", "-", "abc", "1x", " 1", "1 ", "0x10", "1,5", "+-1", "++1"}) {
    CAPTURE(text);
    CHECK(toys.refusal("small", text).find("is not a whole number") != std::string::npos);
    CHECK(toys.refusal("free", text).find("is not a number") != std::string::npos);
    CHECK(toys.refusal("seed", text) != "");
  }
  for (const char* text : {"nan", "inf", "-inf", "-NaN"}) CHECK(toys.refusal("free", text) != "");
  CHECK(toys.refusal("small", "1.5") != "");
  CHECK(toys.refusal("small", "+8") == "");
  CHECK(toys.toys.small == 8);
}

TEST_CASE("a long text is shortened in the message") {
  Toys toys;
  const std::string message = toys.refusal("small", std::string(10000, 'x'));
  CHECK(message.size() < 200);
  CHECK(message.find("(10000 bytes)") != std::string::npos);
}

TEST_CASE("a choice that is not known is refused with the nearest one") {
  Toys toys;
  CHECK(toys.refusal("shape", "squre") ==
        "shape: 'squre' is not known, did you mean 'square'?; use round or square");
  CHECK(toys.refusal("shape", "triangular") ==
        "shape: 'triangular' is not known; use round or square");
}

TEST_CASE("what is allowed is said in words") {
  Toys toys;
  OtherParams others;
  CHECK(allowed_values(toys["loud"]) == "true or false");
  CHECK(allowed_values(toys["rate"]) == "above 0 and at most 1");
  CHECK(allowed_values(toys["free"]) == "a number");
  CHECK(allowed_values(toys["seed"]) == "at least 0");
  CHECK(allowed_values(toys["shape"]) == "round or square");
  CHECK(allowed_values(toys["text"]) == "text");
  CHECK(allowed_values(parameters_of(others)[0]) == "at most 3");
}

TEST_CASE("several groups are one list, each row with its group's title") {
  ToyParams toys;
  OtherParams others;
  const auto all = parameters_of_groups(toys, others);
  REQUIRE(all.size() == 10);
  CHECK(all[0].group == "Toys");
  CHECK(all[9].group == "Others");
  all[9].set("-4");
  CHECK(others.level == -4);
}
