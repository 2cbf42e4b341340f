// helios/plan/array_rows.hpp -- unnest(array, ..) in FROM: a row per element, a column per array.
#pragma once

#include <helios/plan/node.hpp>
#include <helios/types/array.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace helios::plan {

/// Arrays that are shorter than others end in NULLs; NULL is an array without elements.
class array_rows final : public row_source {
 public:
  [[nodiscard]] std::string name() const override { return "unnest"; }
  [[nodiscard]] std::vector<std::vector<types::value>> fetch(
      std::span<types::value const> arguments) const override {
    std::vector<std::vector<types::value>> rows;
    for (std::size_t c = 0; c != arguments.size(); ++c) {
      if (arguments[c].is_null()) continue;
      std::vector<types::value> all = types::elements_of(arguments[c].as_array());
      while (rows.size() < all.size()) rows.emplace_back(arguments.size());
      for (std::size_t i = 0; i != all.size(); ++i) rows[i][c] = std::move(all[i]);
    }
    return rows;
  }
};

}  // namespace helios::plan
