// helios/storage/impl/gathered_operations.ipp -- operations read, their rows in one shape.
#pragma once

#include <helios/storage/gathered_operations.hpp>

#include <algorithm>

namespace helios::storage {

tree_ops gathered_operations::decode(operation_range which, shape const& form,
                                                 std::deque<bytes>& converted) const {
  tree_ops ops;
  ops.reserve(which.second - which.first);
  for (std::size_t i = which.first; i != which.second; ++i) {
    tree_op& o = ops.emplace_back(list.operation(i));
    if (o.erase) continue;
    auto const older =
        std::upper_bound(older_forms.begin(), older_forms.end(), list.commit(i),
                         [](std::uint32_t c, form_until const& f) { return c < f.commit; });
    if (older == older_forms.end()) {
      form.check_row(o.row);
    } else {
      older->form->check_row(o.row);
      o.row = converted.emplace_back(convert_row(row_view(*older->form, o.row), form));
    }
  }
  return ops;
}

}  // namespace helios::storage
