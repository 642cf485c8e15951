"""Training of the models that Kinora itself ships."""
