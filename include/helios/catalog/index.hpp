// helios/catalog/index.hpp -- an index of a table: another tree, with other keys.
//
// Shape     the keys and rows of the tree: catalog/index_key.hpp
#pragma once

#include <helios/catalog/object.hpp>
#include <helios/types/order_key.hpp>

#include <vector>

namespace helios::catalog {

struct index_part {
  column_id column{};      // column_id{0}: an expression
  std::string expression;  // of an expression
  types::key_order order;
  friend bool operator==(index_part const&, index_part const&) = default;
};

struct index_definition {
  object_id id{};
  std::string name;
  tree_id tree{};
  std::vector<index_part> parts;
  bool unique = false;
  std::string predicate;  // of a partial index; empty: all rows
  friend bool operator==(index_definition const&, index_definition const&) = default;
};

}  // namespace helios::catalog
