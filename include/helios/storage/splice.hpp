// helios/storage/splice.hpp -- whole leaves in place of all rows of a key range.
//
// Shape     a view: keys lie in the commit's payload or wherever the writer has them
// Holds     (X1) leaves ascend by their first key; all their rows lie in [low, high)
#pragma once

#include <helios/base/ids.hpp>
#include <helios/storage/key.hpp>

#include <vector>

namespace helios::storage {

/// Leaves that replace all of a tree's rows in [low, high): what a bulk load logs instead of rows.
struct splice {
  struct leaf {
    key_view first;  // every key in the leaf is at or above it
    std::uint64_t page = 0;
    std::uint64_t rows = 0;
  };
  tree_id id{};
  key_kind keys{};
  bool from_start = false;  // low is below every key
  bool to_end = false;      // high is above every key
  key_view low, high;
  std::vector<leaf> leaves;
};

}  // namespace helios::storage
