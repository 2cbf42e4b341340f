// helios/exec/impl/operation.ipp -- cancelling and counting.
#pragma once

#include <helios/base/error.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/operation.hpp>

namespace helios::exec {

void run_context::check() const {
  if (stop.stop_requested())
    throw error(errc::query_canceled, "canceling statement due to user request");
  if (deadline && std::chrono::steady_clock::now() >= *deadline)
    throw error(errc::query_canceled, "canceling statement due to statement timeout");
}

void run_context::follow(run_context const& other) {
  session = other.session;
  session.memory = memory.get();
  memory->set_limit(other.memory->limit());
  capacity = other.capacity;
  stop = other.stop;
  deadline = other.deadline;
  reads = other.reads;
}

void run_memory::look() const {
  if (run_ != nullptr) run_->check();
}

void run_memory::refuse(std::size_t size) const {
  throw error(errc::out_of_memory, "out of memory")
      .detail("The statement holds " + std::to_string(used()) + " bytes and needs " +
              std::to_string(size) + " more, but may hold " + std::to_string(limit()) + ".")
      .hint("Raise query_memory_limit, or let the statement read less at a time.");
}

// Inputs end one after the other, however deep the tree is: each is put on a list, and so are its
// own.
operation::~operation() {
  operation_ptr list;
  auto const put_all = [&list](std::vector<operation_ptr>& inputs) {
    for (operation_ptr& in : inputs) {
      in->next_to_end_ = std::move(list);
      list = std::move(in);
    }
    inputs.clear();
  };
  put_all(inputs_);
  while (list) {
    operation_ptr const one = std::move(list);
    list = std::move(one->next_to_end_);
    put_all(one->inputs_);
  }
}

bool operation::next(batch& out) {
  using clock = std::chrono::steady_clock;
  clock::time_point const begin = run_->timed ? clock::now() : clock::time_point{};
  check_stack();
  out.memory.charge(memory());
  bool more = true;
  do {
    run_->check();
    out.clear();
    out.columns.reserve(types_.size());
    more = pull(out);
  } while (more && out.count() == 0);
  if (run_->timed) statistics_.time += clock::now() - begin;
  if (!more) {
    out.clear();
    return false;
  }
  HELIOS_EXPECTS(out.count() <= run_->capacity);
  statistics_.rows += out.count();
  ++statistics_.batches;
  return true;
}

}  // namespace helios::exec
