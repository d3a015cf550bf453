mod audit;
mod earn;
mod event;
mod reverse;
mod world;
