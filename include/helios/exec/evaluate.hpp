// helios/exec/evaluate.hpp -- expressions over batches.
//
// Shape     the result has one element per row of the batch, at the row's place; rows outside the
//           selection mean nothing
// Holds     (V1) an operand is evaluated for exactly the rows for which PostgreSQL would: AND and
//           OR stop at the first that decides, CASE and COALESCE at the first that answers
//           (V2) results point into the batch, the expression, the parameters or the environment's
//           memory
// Threads   one environment per thread; expressions are shared
// Errors    those of the functions and casts; a row that is not evaluated raises none
// Cost      per node and batch one call and one column
#pragma once

#include <helios/exec/column.hpp>
#include <helios/exec/environment.hpp>
#include <helios/exec/expression.hpp>

namespace helios::exec {

[[nodiscard]] HELIOS_DECL column evaluate(expression const& e, batch const& in,
                                          selection const& rows, environment& with);
/// The rows for which a boolean expression is true: WHERE. A chain of ANDs narrows step by step.
[[nodiscard]] HELIOS_DECL selection evaluate_filter(expression const& e, batch const& in,
                                                    selection const& rows, environment& with);
/// The value that an expression names and that lies there as it is; nullptr: it has to be computed.
[[nodiscard]] inline value const* ready_value(expression const& e, session const& of) noexcept {
  value const* v = nullptr;
  if (e.kind == expression_kind::constant) v = &e.value;
  if (e.kind == expression_kind::parameter && e.index < of.parameters.size())
    v = &of.parameters[e.index];
  if (e.kind == expression_kind::outer_column && e.index < of.slots.size()) v = &of.slots[e.index];
  // A bpchar may still have to take its blanks.
  bool const as_it_is =
      v != nullptr && (v->is_null() || (v->type() == e.type.id && e.type.id != type_id::bpchar));
  return as_it_is ? v : nullptr;
}
/// Requires a tree without columns.
[[nodiscard]] HELIOS_DECL value evaluate_constant(expression const& e, session const& of);
/// The same into a value that is there.
HELIOS_DECL void evaluate_constant(expression const& e, session const& of, value& to);
/// The same, without a call where the value is ready.
inline void take_constant(expression const& e, session const& of, value& to) {
  if (value const* const ready = ready_value(e, of))
    to = *ready;
  else
    evaluate_constant(e, of, to);
}
/// The tree with its constant parts computed. Functions that are not immutable are called only if
/// `stable` says that the result lives no longer than the statement. A part that fails stays: it
/// may never be evaluated.
[[nodiscard]] HELIOS_DECL expression_ptr fold(expression_ptr const& e, session const& of,
                                              bool stable = false);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/evaluate.ipp>
#include <helios/exec/impl/evaluate_cast.ipp>
#endif
