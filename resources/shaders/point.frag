#version 460
layout(constant_id = 0) const int kShading = 0; // SurfaceShading: 1 colours objects, and points belong to none
layout(constant_id = 2) const bool kWriteIds = false;
layout(location = 0) in vec3 color;
layout(location = 0) out vec4 outColor;
layout(location = 1) out uint outInstance;

void main()
{
    outColor = vec4(kShading == 1 ? vec3(0.45) : color, 1.0);
    if (kWriteIds)
        outInstance = 0u;
}
