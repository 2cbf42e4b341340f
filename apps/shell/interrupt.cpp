// apps/shell/interrupt.cpp -- see interrupt.hpp
#include "interrupt.hpp"

#include <pthread.h>
#include <signal.h>

namespace shell {

namespace {

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

interrupt::interrupt() {
  sigset_t const set = interrupts();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::thread([this] { wait(); });
}

interrupt::~interrupt() {
  ended_ = true;
  pthread_kill(waiter_.native_handle(), SIGINT);  // wakes it
  waiter_.join();
}

void interrupt::wait() {
  sigset_t const set = interrupts();
  int signal = 0;
  while (sigwait(&set, &signal) == 0 && !ended_) {
    std::lock_guard const hold(lock_);
    if (running_.stop_possible()) {
      running_.request_stop();
    } else {
      asked_ = true;
    }
  }
}

std::stop_token interrupt::begin() {
  std::lock_guard const hold(lock_);
  running_ = std::stop_source();
  return running_.get_token();
}

void interrupt::end() {
  std::lock_guard const hold(lock_);
  running_ = std::stop_source(std::nostopstate);
}

}  // namespace shell
