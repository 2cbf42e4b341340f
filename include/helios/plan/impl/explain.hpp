// helios/plan/impl/explain.hpp -- a plan as text, with what its operators did.
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/plan/query.hpp>

#include <functional>
#include <string>

namespace helios::plan::detail {

/// The operator that a node became; nullptr: it was never needed.
using operator_of = std::function<exec::operation const*(node const&)>;

/// Without `made` only what is planned.
[[nodiscard]] HELIOS_DECL std::string explain(query const& q, operator_of const& made);

}  // namespace helios::plan::detail
